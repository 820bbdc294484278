import { collectionRoutes, oneCollectionRoutes } from './features/collections/routes.ts';
import { databaseRoutes } from './features/databases/routes.ts';
import { engineRoutes } from './features/engines/routes.ts';
import { eventRoutes } from './features/events/routes.ts';
import { exportRoutes } from './features/exports/routes.ts';
import { fileListRoutes, fileRoutes, recordFileRoutes } from './features/files/routes.ts';
import { healthRoutes } from './features/health/routes.ts';
import { importRoutes, inspectRoute, rejectedRoute } from './features/imports/routes.ts';
import { jobRoutes } from './features/jobs/routes.ts';
import { keyRoutes } from './features/keys/routes.ts';
import { indexRoutes } from './features/losses/routes.ts';
import { metricsRoutes } from './features/metrics/routes.ts';
import { recordRoutes } from './features/records/routes.ts';
import { sampleRoutes } from './features/samples/routes.ts';
import { searchRoutes } from './features/search/routes.ts';
import { sessionRoutes } from './features/sessions/routes.ts';
import { systemRoutes } from './features/system/routes.ts';
import { uploadRoutes } from './features/uploads/routes.ts';
import { webhookRoutes } from './features/webhooks/routes.ts';
import type { App } from './http/auth.ts';
import { collectionActionScope, collectionScope, queriedCollectionScope } from './http/collection-scope.ts';
import type { Studio } from './http/studio.ts';
import type { Services } from './services.ts';

/** Every path of the API, each with the service that does its work. */
export function addRoutes(app: App, services: Services, studio: Studio): void {
  const { collections, records, uploads, search, files, exports, imports } = services;
  healthRoutes(app, services.health);
  systemRoutes(app, services.system);
  engineRoutes(app, services.engines);
  metricsRoutes(app, services.metrics);
  keyRoutes(app, services.keys);
  sessionRoutes(app, { sessions: services.sessions, studio });
  jobRoutes(app, services.jobs);
  eventRoutes(app, services.events);
  webhookRoutes(app, services.webhooks);
  databaseRoutes(app, services.databases);
  sampleRoutes(app, services.samples);
  collectionRoutes(app, collections);
  collectionScope(app, collections.resolve, (scope) => {
    oneCollectionRoutes(scope, collections);
    recordRoutes(scope, { records, writeJobs: services.writeJobs, reload: collections.reload });
    recordFileRoutes(scope, files);
    searchRoutes(scope, search);
    exportRoutes(scope, exports);
    importRoutes(scope, { imports, reload: collections.reload });
  });
  collectionActionScope(app, collections.resolve, (scope) => indexRoutes(scope, services.losses));
  inspectRoute(app, imports);
  rejectedRoute(app, imports);
  queriedCollectionScope(app, collections.resolve, (scope) => {
    uploadRoutes(scope, { uploads, reload: collections.reload });
    fileListRoutes(scope, files);
  });
  fileRoutes(app, files);
}
