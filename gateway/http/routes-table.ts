import type { RouteOptions } from 'fastify';
import type { RouteAction } from './auth.ts';

/** A route as it was registered. */
export interface RouteEntry {
  method: string;
  /** Pattern with `:parameters`; a literal colon is `::`, and behind a parameter that needs a `(pattern)`. */
  url: string;
  action: RouteAction;
}

/** Collects every route: each must name its action, and a path's methods are what 405 tells. */
export function createRoutesTable() {
  const routes: (RouteEntry & { pattern: RegExp })[] = [];
  return {
    add({ method, url, config }: RouteOptions): void {
      const action = config?.action;
      if (action === undefined) throw new Error(`Route ${String(method)} ${url} names no action`);
      for (const one of [method].flat()) routes.push({ method: one, url, action, pattern: toPattern(url) });
    },
    entries: (): RouteEntry[] => routes.map(({ method, url, action }) => ({ method, url, action })),
    methodsOf: (path: string): string[] => [
      ...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
    ],
  };
}

const paths = new Map<string, string>();

/** A route's pattern as the API's document writes it. There are as many as there are routes, and each is made once. */
export function routePath(url: string): string {
  let path = paths.get(url);
  if (path === undefined) {
    path = url.replaceAll(/(?<!:):(\w+)(?:\([^)]*\))?/g, '{$1}').replace('::', ':');
    paths.set(url, path);
  }
  return path;
}

function toPattern(url: string): RegExp {
  const source = url
    .split(/(::|:[a-z_]+(?:\([^)]*\))?|\*)/)
    .map((part) => {
      if (part === '::') return ':';
      if (part === '*') return '.*';
      if (part.startsWith(':')) return /\(.*\)$/.exec(part)?.[0] ?? '[^/]+';
      return part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`);
}
