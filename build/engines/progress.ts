import type { EngineName } from './catalogue.ts';

/** One step on the way to an engine. `bytes` and `total` only while something is transferred. */
export interface Progress {
  engine: EngineName;
  phase: 'wait' | 'download' | 'verify' | 'unpack' | 'build' | 'done' | 'missing';
  /** In words: the file, the last line of a build, the reason. */
  message: string;
  bytes?: number;
  total?: number;
}

export type OnProgress = (progress: Progress) => void;

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function describe({ engine, phase, message, bytes, total }: Progress): string {
  const amount =
    bytes === undefined ? '' : ` ${megabytes(bytes)}${total ? ` of ${megabytes(total)}` : ''} MB`;
  return `${engine}: ${phase === 'done' || phase === 'missing' ? '' : `${phase} `}${message}${amount}`;
}

/**
 * A reporter for people: on a terminal one line that is written over, elsewhere (a log, CI) one line per step.
 * It writes to a stream that is not the program's output, so that `--json` stays clean.
 */
export function renderProgress(stream: NodeJS.WriteStream): OnProgress {
  let lastStep = '';
  let lastWrite = 0;
  return (progress) => {
    const line = describe(progress);
    const isEnd = progress.phase === 'done' || progress.phase === 'missing';
    if (stream.isTTY) {
      const now = Date.now();
      if (!isEnd && now - lastWrite < 80) return;
      lastWrite = now;
      stream.write(`\r\u001b[K${line.slice(0, (stream.columns || 80) - 1)}${isEnd ? '\n' : ''}`);
      return;
    }
    // A build says a hundred things; a log needs to know that it began.
    const step = progress.phase === 'build' ? `${progress.engine} build` : `${line.split(/ [\d.]+/)[0]}`;
    if (step === lastStep) return;
    lastStep = step;
    stream.write(`${line}\n`);
  };
}
