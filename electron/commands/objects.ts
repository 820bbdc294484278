import { type Command, Option } from 'commander';
import type { CopySummary } from '../../gateway/index.ts';
import { Ending } from '../host/lifecycle.ts';
import { type MoveOptions, storeTitles } from '../host/objects-move.ts';
import { megabytes, progressLine } from './progress-line.ts';

type Move = Pick<MoveOptions, 'dataDir' | 'to' | 'signal' | 'onProgress'>;

export interface ObjectsHost {
  defaultDataDir: string;
  /** Null when the files are there already. */
  move(options: Move): Promise<CopySummary | null>;
  /** Where the result goes. */
  out: NodeJS.WritableStream;
  /** Where the progress goes. */
  err: NodeJS.WriteStream;
}

interface MoveFlags {
  to: MoveOptions['to'];
  dataDir?: string;
  json: boolean;
}

/** Adds `frodb objects move`. */
export function addObjectsCommand(program: Command, host: ObjectsHost): void {
  program
    .command('objects')
    .description('Where the bytes of files are kept')
    .command('move')
    .description('Move all files of a data folder to MinIO or to plain folders, while FroDB is stopped')
    .addOption(new Option('--to <store>', 'where to').choices(Object.keys(storeTitles)).makeOptionMandatory())
    .option('--data-dir <dir>', 'the data folder (default: FRODB_DATA_DIR, else that of the system)')
    .option('--json', 'print what was moved as JSON', false)
    .action(async (flags: MoveFlags) => {
      process.exitCode = await move(flags, host);
    });
}

async function move({ to, json, ...flags }: MoveFlags, host: ObjectsHost): Promise<number> {
  const dataDir = flags.dataDir ?? host.defaultDataDir;
  const { signal } = new Ending();
  const line = progressLine(host.err);
  try {
    const summary = await host.move({
      dataDir,
      to,
      signal,
      onProgress: (progress) => {
        if (progress.step === 'notice') line.end(progress.message);
        if (progress.step !== 'move') return;
        const { done, total, bytes, ofBytes } = progress;
        line.show(`${done} of ${total} files, ${megabytes(bytes)} of ${megabytes(ofBytes)} MB`);
      },
    });
    line.end();
    host.out.write(
      `${json ? JSON.stringify({ object_store: to, ...counts(summary) }) : describe(to, summary)}\n`,
    );
    return 0;
  } catch (error) {
    line.end();
    if (!signal.aborted) throw error;
    host.err.write(
      'Stopped. Every file is where it was; the same command goes on where this one was left.\n',
    );
    return 1;
  }
}

function counts(summary: CopySummary | null): CopySummary {
  return summary ?? { buckets: 0, objects: 0, bytes: 0, copied: 0 };
}

function describe(to: MoveOptions['to'], summary: CopySummary | null): string {
  if (summary === null) return `The files are in ${storeTitles[to]} already, and stay there.`;
  const { objects, bytes, copied } = summary;
  const rest = copied === objects ? '' : ` (${objects - copied} of them by an earlier run)`;
  return `${objects} files (${megabytes(bytes)} MB) were moved to ${storeTitles[to]}${rest}, compared, and are served from there.`;
}
