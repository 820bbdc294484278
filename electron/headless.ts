import { setFlagsFromString } from 'node:v8';
import { describeKeyFile, describeProgress, describeReady } from './commands/terminal.ts';
import { describeError, Ending } from './host/lifecycle.ts';
import { RunLog } from './host/log.ts';
import { FrodbRun, type RunOptions } from './host/run.ts';

export interface HeadlessOptions extends Omit<RunOptions, 'log' | 'onProgress'> {
  /** Aborts when whoever started FroDB is gone. */
  starterGone?: AbortSignal;
}

/**
 * How much of a function runs before V8 thinks of compiling it, in bytes of bytecode; 67,584 by default, which is meant
 * for loops. A request runs a little of very much code: it took thousands of searches until most of it was compiled.
 */
const interruptBudget = 5_000;

/**
 * Runs FroDB without a window until it is told to stop. Standard output gets exactly one line, when it is ready;
 * a person at a terminal is told the rest on standard error, programs get it there as JSON lines. Resolves with
 * the exit code.
 */
export async function runHeadless({ starterGone, ...options }: HeadlessOptions): Promise<number> {
  setFlagsFromString(`--interrupt-budget=${interruptBudget}`);
  const isTerminal = process.stderr.isTTY === true;
  const tell = (text: string | null): void => {
    if (isTerminal && text !== null) process.stderr.write(`${text}\n`);
  };
  const log = new RunLog(isTerminal ? undefined : (line) => process.stderr.write(line));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const ending = new Ending(starterGone);
  ending.catchFaults();
  const run = new FrodbRun({
    ...options,
    log,
    onProgress: (progress) => tell(describeProgress(progress, ending.hasBegun)),
  });
  const begun = ending.begun.then(async (reason) => {
    log.add('info', { event: 'stopping', reason });
    tell('FroDB stops');
    await run.stop();
  });
  try {
    tell(`FroDB starts on ${options.settings.dataDir}`);
    const frodb = await run.start();
    const ms = Math.round(performance.now());
    const { url, studio, adminKeyFile, objectStore } = frodb;
    const more = { object_store: objectStore, admin_key_file: adminKeyFile };
    process.stdout.write(`${JSON.stringify({ event: 'ready', url, studio, pid: process.pid, ...more })}\n`);
    log.add('info', { event: 'started', url, ms, ...more, message: describeKeyFile(frodb) });
    tell(describeReady(frodb, ms));
    await begun;
    const { fault } = ending;
    log.add(fault === undefined ? 'info' : 'error', {
      event: 'stopped',
      ...(fault === undefined ? {} : { reason: describeError(fault) }),
    });
    return fault === undefined ? 0 : 1;
  } catch (error) {
    if (ending.hasBegun && ending.fault === undefined) return 0;
    const message = describeError(ending.fault ?? error);
    log.add('error', { event: 'failed', message });
    process.stderr.write(`\n${message}\n`);
    return 1;
  } finally {
    await log.close();
  }
}
