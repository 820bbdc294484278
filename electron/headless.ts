import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type MinioBuild, buildMinio } from './minio-build.ts';
import { appRoot, cacheDir, defaultDataDir } from './paths.ts';
import { RunLog } from './run-log.ts';
import { FrodbRun } from './frodb-run.ts';
import type { GatewayModule } from './frodb-run.ts';
import { loadGateway } from './load-gateway.ts';
import type { EngineBinaries, SupervisorEvent } from './supervisor/supervisor.ts';
import { describeBuild, describeError, describeEvent, describeKeyFile, describeReady } from './terminal.ts';

export interface HeadlessOptions {
  dataDir?: string;
  port?: string;
  binaries: EngineBinaries;
  /** MinIO is not there: it is built while FroDB serves files from plain folders. */
  isMinioToBuild?: boolean;
  /** Aborts when whoever started FroDB is gone. */
  starterGone?: AbortSignal;
  /** Another than the one that ships: test builds have faults in theirs. */
  loadGateway?: () => Promise<GatewayModule>;
}

/**
 * Runs FroDB without a window until it is told to stop. Standard output gets exactly one line, when it is ready;
 * a person at a terminal is told the rest on standard error, programs get it there as JSON lines. Resolves with
 * the exit code.
 */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  const isTerminal = process.stderr.isTTY === true;
  const tell = (text: string): void => {
    if (isTerminal) process.stderr.write(`${text}\n`);
  };
  const log = new RunLog(isTerminal ? undefined : (line) => process.stderr.write(line));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  const ending = new Ending();
  options.starterGone?.addEventListener('abort', () => ending.begin('npm, which started FroDB, is gone'));
  const onEvent = (event: SupervisorEvent): void => {
    const isBad = event.event === 'notice' || event.reason !== undefined;
    log.add(isBad ? 'warn' : 'info', event);
    const text = describeEvent(event, ending.hasBegun);
    if (text !== null) tell(text);
  };
  const dataDir = options.dataDir ?? defaultDataDir(process.env);
  tell(`FroDB starts on ${dataDir}`);
  let build: MinioBuild | undefined;
  try {
    const run = new FrodbRun({
      env: options.port === undefined ? process.env : { ...process.env, FRODB_PORT: options.port },
      dataDir,
      cacheDir: cacheDir(process.env),
      binaries: options.binaries,
      loadGateway: options.loadGateway ?? loadGateway,
      openLog: (folder) => log.open(folder),
      onEvent,
    });
    ending.onBegin((reason) => {
      log.add('info', { event: 'stopping', reason });
      tell('FroDB stops');
      void build?.stop();
      void run.stop();
    });
    const frodb = await run.start();
    const ms = Math.round(performance.now());
    const { url, adminKeyFile, objectStore } = frodb;
    const more = { object_store: objectStore, admin_key_file: adminKeyFile };
    process.stdout.write(
      `${JSON.stringify({ event: 'ready', url, studio: null, pid: process.pid, ...more })}\n`,
    );
    log.add('info', { event: 'started', url, ms, ...more, message: describeKeyFile(frodb) });
    tell(describeReady(frodb, ms));
    if (options.isMinioToBuild === true && frodb.objectStore === 'filesystem' && !ending.hasBegun) {
      build = buildMinio({
        appRoot: appRoot(),
        env: process.env,
        onStep: (step) => {
          log.add('info', { event: 'minio_build', ...step });
          const message = describeBuild(step);
          if (message !== null) onEvent({ event: 'notice', message });
        },
      });
    }
    await ending.asked;
    await Promise.all([build?.stop(), run.stop()]);
    log.add(ending.error === undefined ? 'info' : 'error', { event: 'stopped', reason: ending.error });
    return ending.error === undefined ? 0 : 1;
  } catch (error) {
    if (ending.hasBegun && ending.error === undefined) return 0;
    const message = describeError(ending.error ?? error);
    log.add('error', { event: 'failed', message });
    process.stderr.write(`\n${message}\n`);
    return 1;
  } finally {
    await log.close();
  }
}

/** A signal, a fault that nobody caught, or whoever owns FroDB: the first of them ends it in order. */
class Ending {
  hasBegun = false;
  error: unknown;
  readonly asked: Promise<void>;
  #resolve: () => void = () => {};
  #reason = '';
  #onBegin: (reason: string) => void = () => {};

  constructor() {
    this.asked = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.begin(signal));
    process.on('SIGHUP', () => {
      if (!isDetached()) this.begin('SIGHUP');
    });
    for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(fault, (error: unknown) => {
        this.error ??= error;
        this.begin(fault);
      });
    }
  }

  onBegin(action: (reason: string) => void): void {
    this.#onBegin = action;
    if (this.hasBegun) action(this.#reason);
  }

  begin(reason: string): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.#reason = reason;
    this.#onBegin(reason);
    this.#resolve();
  }
}

/**
 * Started to outlive its terminal, as `nohup` does it: input, output and errors are files or nothing. Node takes back
 * that `nohup` has SIGHUP ignored, so the streams are looked at.
 */
function isDetached(): boolean {
  return [0, 1, 2].every((stream) => {
    const stat = fstatSync(stream);
    return stat.isFile() || (stat.isCharacterDevice() && !isatty(stream));
  });
}
