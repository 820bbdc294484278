import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** When the youngest file at or below `path` was changed, in milliseconds; 0 where there is none. Unit tests do not count. */
export function newest(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : found.mtimeMs;
  // A folder's own time moves when a file is deleted from it.
  return readdirSync(path).reduce((most, name) => Math.max(most, newest(join(path, name))), found.mtimeMs);
}
