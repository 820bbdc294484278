/** The path and query string of a request's target, however it was written: routes and everything that names a path know one form only. */
export function originForm(target: string): string {
  const { path } = splitTarget(target);
  const end = path.search(/[?#]/);
  const [route, rest] = end < 0 ? [path, ''] : [path.slice(0, end), path.slice(end)];
  return withoutSlashes(route) + rest;
}

/** The host (with its port) of a target in absolute form; null in the usual form, where only `Host` tells it. */
export function targetHost(target: string): string | null {
  return splitTarget(target).host;
}

/** As RFC 9112, 3.2.2 has it: every server takes absolute targets, whose host counts before `Host`. */
function splitTarget(target: string): { host: string | null; path: string } {
  if (target.startsWith('/') || target === '*') return { host: null, path: target };
  const absolute = /^https?:\/\/([^/?#]*)/i.exec(target);
  // What is neither is nobody's host, and nobody's path.
  if (!absolute) return { host: target, path: target };
  const path = target.slice(absolute[0].length);
  return { host: absolute[1] ?? '', path: path.startsWith('/') ? path : `/${path}` };
}

/** A slash at the end means the same as none. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path.endsWith('/', end)) end--;
  return path.slice(0, end);
}
