/**
 * `npm start` and its sisters: builds when a source is newer than the bundle, then runs the command line in this
 * same process, so that signals go straight to it. `--watch` builds and starts again at every change.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildIfStale } from './build.mjs';

const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'cli.js');
const args = process.argv.slice(2);

if (args[0] === '--watch') {
  const { watch } = await import('./watch.mjs');
  await watch(cli, args.slice(1));
} else {
  await buildIfStale();
  process.argv = [process.argv[0], cli, ...args];
  await import(pathToFileURL(cli).href);
}
