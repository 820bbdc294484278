import type {} from 'i18next';
import type access from './en/access.json';
import type api from './en/api.json';
import type collections from './en/collections.json';
import type common from './en/common.json';
import type components from './en/components.json';
import type engines from './en/engines.json';
import type events from './en/events.json';
import type files from './en/files.json';
import type forms from './en/forms.json';
import type home from './en/home.json';
import type imports from './en/imports.json';
import type jobs from './en/jobs.json';
import type problems from './en/problems.json';
import type records from './en/records.json';
import type schema from './en/schema.json';
import type search from './en/search.json';
import type settings from './en/settings.json';
import type uploads from './en/uploads.json';

/** A file of words: keys by meaning, nested as one likes; plurals by the endings _one and _other. */
export interface Words {
  [key: string]: string | Words;
}

/** The namespaces, as English has them; Portuguese has the very same keys, which a test sees to. */
interface Namespaces {
  access: typeof access;
  api: typeof api;
  collections: typeof collections;
  common: typeof common;
  components: typeof components;
  engines: typeof engines;
  events: typeof events;
  files: typeof files;
  forms: typeof forms;
  home: typeof home;
  imports: typeof imports;
  jobs: typeof jobs;
  problems: typeof problems;
  records: typeof records;
  schema: typeof schema;
  search: typeof search;
  settings: typeof settings;
  uploads: typeof uploads;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Namespaces;
  }
}
