import type { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Logger as PinoLogger, LoggerOptions as PinoOptions } from 'pino';

/** One JSON object a line. `logger.info({ request_id, duration_ms }, 'message')`. */
export type Logger = PinoLogger;

/** What a line about a request carries, each where it is known. */
export interface RequestFields {
  request_id: string;
  agent_id?: string;
  /** Name of the database. */
  db?: string;
  /** Name of the collection. */
  collection?: string;
  /** Of a model call. */
  provider?: string;
  duration_ms?: number;
}

export interface LoggerOptions {
  /** A file to append to, the process' standard error, or a stream (a rotating file, a test's array). */
  destination: 'stderr' | { file: string } | { stream: Writable };
  level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** A logger and the means to get its last lines out. */
export interface LogOutput {
  logger: Logger;
  /** Writes what is buffered, at once. For the end of the process. */
  flush: () => void;
}

/** So much is gathered before it is written. */
const bufferBytes = 8_192;
/** A quiet gateway's lines are on disk after this. */
const flushEveryMs = 500;

/** Lines are buffered and written in the background, so that logging a request costs it next to nothing. */
export function createLogger({ destination, level }: LoggerOptions): LogOutput {
  const settings: PinoOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (typeof destination === 'object' && 'stream' in destination) {
    return { logger: pino(settings, destination.stream), flush: () => undefined };
  }
  const output = pino.destination({
    dest: destination === 'stderr' ? 2 : destination.file,
    sync: false,
    mkdir: true,
    mode: 0o600,
    minLength: bufferBytes,
    periodicFlush: flushEveryMs,
  });
  // A full disk or a closed pipe must not end the gateway.
  output.on('error', () => undefined);
  const flush = (): void => {
    try {
      output.flushSync();
    } catch {
      // The file is not open yet, or gone: there is nowhere to write to.
    }
  };
  process.once('exit', flush);
  return { logger: pino(settings, output), flush };
}
