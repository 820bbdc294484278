import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRunnable } from './engine-programs.ts';
import { runtimeAdvice } from '../process/exit-codes.ts';
import { isPortFree } from '../folder/ports.ts';
import { type RunOfWindows, runOfWindows, systemRoot } from '../process/programs-of-windows.ts';
import { SupervisorError } from '../supervisor-error.ts';

/** Throws `port_in_use`, which is tried again with a pause: the gateway knows the engine by this port. */
export async function requireFreePort(name: string, port: number): Promise<void> {
  if (await isPortFree(port)) return;
  throw new SupervisorError(
    'port_in_use',
    `${name} can't start: port ${port} of 127.0.0.1 is used by another program. Stop that program, or start FroDB again to get another port.`,
  );
}

/** Throws, saying how to get it, when an engine's program is not there or can't be run. */
export function requireBinary(name: string, path: string): void {
  if (isRunnable(path)) return;
  throw new SupervisorError(
    'engine_missing',
    `${name} can't start: ${path} is missing or not executable. Run \`npm run engines\` (\`frodb engines\`), which gets it or says why it can't.`,
  );
}

/** Microsoft's runtime, which engines for Windows are linked against and which a fresh Windows has not. */
const runtimeLibraries = ['vcruntime140.dll', 'msvcp140.dll'];

/**
 * On Windows: throws when a program would find Microsoft's runtime neither beside it nor in the system. Without
 * this it ends without a word, with a code that names no file.
 */
export function requireRuntimeLibraries(
  name: string,
  program: string,
  system: { platform?: NodeJS.Platform; systemRoot?: string; exists?: (path: string) => boolean } = {},
): void {
  const { platform = process.platform, exists = existsSync } = system;
  if (platform !== 'win32') return;
  const places = [dirname(program), join(system.systemRoot ?? systemRoot(), 'System32')];
  const missing = runtimeLibraries.filter((file) => !places.some((place) => exists(join(place, file))));
  if (missing.length === 0) return;
  throw new SupervisorError(
    'engine_missing',
    `${name} can't start: ${missing.join(' and ')} are missing. ${runtimeAdvice} or put these files beside ${program}.`,
  );
}

/**
 * On Windows: throws when FroDB was started "as administrator", with whose rights Postgres refuses to run. Told by
 * the integrity level of this process (high, or that of the system), whose number is the same in every language.
 */
export function requireOrdinaryRights(
  platform: NodeJS.Platform = process.platform,
  run: RunOfWindows = runOfWindows,
): void {
  if (platform !== 'win32') return;
  const groups = run('whoami', ['/groups', '/fo', 'csv', '/nh']) ?? '';
  if (!/\bS-1-16-(12288|16384)\b/.test(groups)) return;
  throw new SupervisorError(
    'bad_config',
    'FroDB was started as administrator, and Postgres refuses to run with such rights. Start it from an ordinary terminal ' +
      '(not "Run as administrator"), or use a Postgres that runs elsewhere (FRODB_POSTGRES_URL).',
  );
}
