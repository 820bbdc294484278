import { licences, system } from '../../contract/system.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { SystemService } from './service.ts';

export function systemRoutes(app: App, service: SystemService): void {
  app.get('/system', { config: { action: 'any' }, schema: { response: { 200: system } } }, (request) =>
    service.describe(callerOf(request)),
  );
  app.get('/system/licences', { config: { action: 'any' }, schema: { response: { 200: licences } } }, () =>
    service.licences(),
  );
}
