import { basename } from 'node:path';
import { commandLine, groupOf, isRunning, parentOf } from '../supervisor/process/process-identity.ts';

type Env = Readonly<Record<string, string | undefined>>;

const lookEveryMs = 250;
const mostAncestors = 32;
const packageManagers = new Set([
  'npm',
  'npm-cli',
  'npx',
  'npx-cli',
  'pnpm',
  'yarn',
  'yarnpkg',
  'bun',
  'bunx',
]);

/**
 * Aborts once whoever started FroDB through npm (or its like) is gone: npm hands a SIGTERM to a shell that keeps it to
 * itself, and a SIGKILL is handed on by nobody. What was started without npm belongs to no process: it runs until it
 * is told to stop, as `nohup frodb start &` wants it. Looks four times a second, and keeps nothing from ending.
 */
export function watchStarter(env: Env): AbortSignal {
  const gone = new AbortController();
  if (env['npm_lifecycle_event'] === undefined) return gone.signal;
  const parent = process.ppid;
  const above = ancestorsFrom(parent);
  const starters = upToPackageManager(above);
  const isLate = starters.length === 0 && isOrphan(above, env['npm_lifecycle_script'] ?? '');
  if (starters.length === 0 && !isLate) return gone.signal;
  const timer = setInterval(() => {
    if (!isLate && process.ppid === parent && starters.every(isRunning)) return;
    clearInterval(timer);
    gone.abort();
  }, lookEveryMs).unref();
  return gone.signal;
}

/** Our parent first. Windows tells of no other; npm's shell ends with npm there. */
function ancestorsFrom(parent: number): number[] {
  const above: number[] = [];
  for (let pid: number | undefined = parent; pid && above.length < mostAncestors; pid = parentOf(pid)) {
    above.push(pid);
  }
  return above;
}

/** Whose end is FroDB's: npm runs us through a shell, and may have been run by another npm. */
function upToPackageManager(above: number[]): number[] {
  if (process.platform === 'win32') return above;
  return above.slice(0, above.findLastIndex((pid) => isPackageManager(commandLine(pid))) + 1);
}

/** True when npm went before the first look: of its process group nobody is above us but the shell of its script. */
function isOrphan(above: number[], script: string): boolean {
  const isOurs = /\bfrodb\b|build\/start\.mjs/.test(script);
  const group = groupOf(process.pid);
  return isOurs && above.every((pid) => groupOf(pid) !== group || commandLine(pid).includes(script));
}

/** npm by the title that it gives itself, or as a script that Node runs; no shell that is told to run it. */
export function isPackageManager(command: string): boolean {
  const [program = '', script = ''] = command
    .split(' ')
    .filter((word) => !word.startsWith('-'))
    .map((word) => basename(word).replace(/\.(c|m)?js$|\.exe$/, ''));
  return packageManagers.has(program === 'node' ? script : program);
}
