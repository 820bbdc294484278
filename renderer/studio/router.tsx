import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readRecordsSearch } from './records/records-search.ts';
import { readFormSearch } from './record-form/form-search.ts';
import { parseKeysSearch, parseWebhooksSearch } from './access/access-search.ts';
import { parseEventsSearch } from './events/events-search.ts';
import { parseJobsSearch } from './jobs/jobs-search.ts';
import { readImportSearch } from './imports/import-search.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { CrashPage } from './shell/crash-page.tsx';
import { readCollectionsSearch } from './collections/collections-search.ts';
import { readNewCollectionSearch } from './schema/new-collection-search.ts';
import { readSearchParams } from './search/search-params.ts';
import { AppShell } from './shell/app-shell.tsx';

/** Every place has an address that survives a reload; its code is fetched when it is first gone to. */
const root = createRootRoute({ component: AppShell, notFoundComponent: NotFoundPage });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./home/home-page.tsx'), 'HomePage'),
});
const collections = createRoute({
  getParentRoute: () => root,
  path: '/collections',
  validateSearch: readCollectionsSearch,
  component: lazyRouteComponent(() => import('./collections/collections-page.tsx'), 'CollectionsPage'),
});
const newCollection = createRoute({
  getParentRoute: () => root,
  path: '/collections/new',
  validateSearch: readNewCollectionSearch,
  component: lazyRouteComponent(() => import('./schema/new-collection-page.tsx'), 'NewCollectionPage'),
});
const fromFiles = createRoute({
  getParentRoute: () => root,
  path: '/collections/from-files',
  component: lazyRouteComponent(() => import('./imports/from-files-page.tsx'), 'FromFilesPage'),
});
const collection = createRoute({
  getParentRoute: () => root,
  path: '/collections/$database/$collection',
});
const records = createRoute({
  getParentRoute: () => collection,
  path: '/',
  validateSearch: readRecordsSearch,
  component: lazyRouteComponent(() => import('./records/records-page.tsx'), 'RecordsPage'),
});
const newRecord = createRoute({
  getParentRoute: () => collection,
  path: '/new',
  validateSearch: readFormSearch,
  component: lazyRouteComponent(() => import('./record-form/new-record-page.tsx'), 'NewRecordPage'),
});
const importRows = createRoute({
  getParentRoute: () => collection,
  path: '/import',
  validateSearch: readImportSearch,
  component: lazyRouteComponent(() => import('./imports/import-page.tsx'), 'ImportPage'),
});
const schema = createRoute({
  getParentRoute: () => collection,
  path: '/schema',
  component: lazyRouteComponent(() => import('./schema/schema-page.tsx'), 'SchemaPage'),
});
const collectionSearch = createRoute({
  getParentRoute: () => collection,
  path: '/search',
  validateSearch: readSearchParams,
  component: lazyRouteComponent(() => import('./search/collection-search-page.tsx'), 'CollectionSearchPage'),
});
const collectionSettings = createRoute({
  getParentRoute: () => collection,
  path: '/settings',
  component: lazyRouteComponent(
    () => import('./collection/collection-settings-page.tsx'),
    'CollectionSettingsPage',
  ),
});
const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: readSearchParams,
  component: lazyRouteComponent(() => import('./search/search-page.tsx'), 'SearchPage'),
});
const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: parseJobsSearch,
  component: lazyRouteComponent(() => import('./jobs/jobs-page.tsx'), 'JobsPage'),
});
const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  validateSearch: parseEventsSearch,
  component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
});
const engines = createRoute({
  getParentRoute: () => root,
  path: '/engines',
  component: lazyRouteComponent(() => import('./engines/engines-page.tsx'), 'EnginesPage'),
});
const access = createRoute({
  getParentRoute: () => root,
  path: '/access',
  validateSearch: parseKeysSearch,
  component: lazyRouteComponent(() => import('./access/keys-page.tsx'), 'KeysPage'),
});
const webhooks = createRoute({
  getParentRoute: () => root,
  path: '/access/webhooks',
  validateSearch: parseWebhooksSearch,
  component: lazyRouteComponent(() => import('./access/webhooks-page.tsx'), 'WebhooksPage'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});

export const router = createRouter({
  basepath: '/studio',
  defaultPreload: 'intent',
  defaultErrorComponent: CrashPage,
  scrollRestoration: true,
  routeTree: root.addChildren([
    home,
    collections,
    newCollection,
    fromFiles,
    collection.addChildren([records, newRecord, importRows, schema, collectionSearch, collectionSettings]),
    search,
    jobs,
    events,
    engines,
    access,
    webhooks,
    settings,
  ]),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
