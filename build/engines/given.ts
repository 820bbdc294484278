import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isRunnable } from '../../electron/supervisor/engines/engine-programs.ts';
import type { EngineName } from './catalogue.ts';
import { runCommand, thisMachine, type Machine } from './command.ts';
import { signalOf, type Context } from './context.ts';
import { EnginesError } from './engines-error.ts';

export interface EnsuredEngine {
  /** Folder of programs (`bin`) for PostgreSQL, the program itself for the others. */
  path: string;
  version: string;
  /** Where it came from, in words. */
  from: string;
}

/** A program that the user has already goes before everything, and is used where it lies. */
export async function given(
  context: Context,
  engine: EngineName,
  machine: Machine = thisMachine,
): Promise<EnsuredEngine | undefined> {
  const variable = context.catalogue[engine].given;
  const value = context.env[variable];
  if (!value) return undefined;
  const suffix = machine.platform === 'win32' ? '.exe' : '';
  const program = engine === 'postgres' ? postgresIn(resolve(value), suffix) : resolve(value);
  if (!isRunnable(program) || statSync(program).isDirectory()) {
    throw new EnginesError(
      engine === 'postgres'
        ? `${variable} is ${value}, which is no folder of a PostgreSQL 16 (with bin/postgres, lib and share in it). Correct it or unset it.`
        : `${variable} is ${value}, which is no program that can be run. Correct it or unset it.`,
    );
  }
  await refuseQuarantined(context, variable, program, machine);
  if (engine === 'postgres') await requirePostgres16(context, variable, program);
  const path = engine === 'postgres' ? dirname(program) : program;
  return { path, version: 'given', from: variable };
}

/** The folder of PostgreSQL, its `bin` or the program itself: all of them are called "where my Postgres is". */
function postgresIn(path: string, suffix: string): string {
  const name = `postgres${suffix}`;
  const candidates = [join(path, 'bin', name), join(path, name)];
  return candidates.find(isRunnable) ?? path;
}

/** What a browser fetched may not run on macOS until its owner says so; it would be killed without a word. */
async function refuseQuarantined(
  context: Context,
  variable: string,
  program: string,
  machine: Machine,
): Promise<void> {
  if (machine.platform !== 'darwin') return;
  const options = { env: context.env, ...signalOf(context) };
  const mark = await machine.tryCommand('/usr/bin/xattr', ['-p', 'com.apple.quarantine', program], options);
  if (mark === null) return;
  throw new EnginesError(
    `${variable} is ${program}, which a browser downloaded: macOS keeps it in quarantine and would not let it run. ` +
      `If you trust it: xattr -d com.apple.quarantine '${program}'`,
  );
}

/** A data folder is of one major version; another would only be refused later, in worse words. */
async function requirePostgres16(context: Context, variable: string, program: string): Promise<void> {
  const said = await runCommand(program, ['--version'], { env: context.env, ...signalOf(context) }).catch(
    (error: unknown) => {
      context.signal?.throwIfAborted();
      throw new EnginesError(`${variable}: ${String(error)}`, { cause: error });
    },
  );
  if (/\bPostgreSQL\)? 16\b/.test(said)) return;
  throw new EnginesError(
    `${variable} is ${program}, which says "${said.trim()}". FroDB needs PostgreSQL 16.`,
  );
}
