import { access, constants, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';

/** What converts one file: `gateway/documents` in worker threads. Handed in by `cli.ts`, which may import it. */
export interface DocumentConverter<Format extends string> {
  convert(source: { path: string; name: string }, to: Format[]): Promise<ConvertedDocument>;
  close(): Promise<void>;
}

export interface ConvertedDocument {
  outputs: Partial<Record<string, string>>;
  pages: number;
  warnings: string[];
  emptyReason?: string;
}

export interface ConvertHost<Format extends string> {
  /** `md`, `json`, … */
  formats: readonly Format[];
  /** How many files may be in work at once. */
  parallel: number;
  /** Starts worker threads; no engine. */
  start(): DocumentConverter<Format>;
  out: NodeJS.WritableStream;
  err: NodeJS.WritableStream;
}

interface ConvertFlags {
  out?: string;
  md?: string;
  json?: string;
  to?: string;
  ocr: string;
  lang?: string;
}

const endings: Record<string, string> = { text: 'txt', chunks: 'chunks.json' };

/** Adds `frodb convert`. `cli.ts` calls it as `addConvertCommand(program, host)`. */
export function addConvertCommand<Format extends string>(program: Command, host: ConvertHost<Format>): void {
  program
    .command('convert')
    .description('Convert documents without any engine running')
    .argument('<files...>', 'files and folders; folders are searched through')
    .option('--out <dir>', 'write <name>.<format> into this folder')
    .option('--md <file>', 'write the Markdown of the one file here')
    .option('--json <file>', 'write the DoclingDocument of the one file here')
    .option('--to <formats>', `comma-separated: ${host.formats.join(',')} (default: md)`)
    .option('--ocr <mode>', 'auto or never: nothing reads scanned pages yet; always is refused', 'auto')
    .option(
      '--lang <languages>',
      'languages of scanned pages, as in por+eng; kept for later, changes nothing yet',
    )
    .action(async (files: string[], flags: ConvertFlags, command: Command) => {
      const wrong = await findUsageError(files, flags, host.formats);
      if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
      const failed = await runConvert(files, flags, host);
      if (failed > 0) process.exitCode = 1;
    });
}

async function findUsageError(
  files: string[],
  flags: ConvertFlags,
  formats: readonly string[],
): Promise<string | undefined> {
  const unknown = formatsOf(flags).find((format) => !formats.includes(format));
  if (unknown !== undefined) return `--to: '${unknown}' is none of ${formats.join(', ')}`;
  if (!['auto', 'always', 'never'].includes(flags.ocr))
    return `--ocr: '${flags.ocr}' is none of auto, always, never`;
  if (flags.ocr === 'always') return '--ocr always: there is no OCR in this version yet';
  if (flags.lang !== undefined && !/^[a-z]{3}(\+[a-z]{3})*$/.test(flags.lang)) {
    return `--lang: '${flags.lang}' is not of the form por+eng`;
  }
  if (flags.out !== undefined) {
    return flags.md !== undefined || flags.json !== undefined
      ? '--out goes without --md and --json'
      : undefined;
  }
  const single = files.length === 1 && !(await isFolder(files[0]!));
  if (!single) return 'several files need --out DIR';
  const toFile = flags.md !== undefined || flags.json !== undefined;
  if (toFile && flags.to !== undefined) return '--to goes with --out or alone';
  return !toFile && formatsOf(flags).length > 1 ? 'several formats need --out DIR' : undefined;
}

function formatsOf(flags: ConvertFlags): string[] {
  if (flags.to !== undefined) return [...new Set(flags.to.split(',').map((format) => format.trim()))];
  const named = [...(flags.md === undefined ? [] : ['md']), ...(flags.json === undefined ? [] : ['json'])];
  return named.length > 0 ? named : ['md'];
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Converts everything; the number of files that failed, each of which has had its line on `err`. */
async function runConvert<Format extends string>(
  files: string[],
  flags: ConvertFlags,
  host: ConvertHost<Format>,
): Promise<number> {
  const jobs = await listJobs(files, flags.out);
  const asked = formatsOf(flags);
  const formats = host.formats.filter((format) => asked.includes(format));
  const converter = host.start();
  let [next, done, failed] = [0, 0, 0];
  const work = async (): Promise<void> => {
    for (let job = jobs[next++]; job; job = jobs[next++]) {
      const startedAt = performance.now();
      try {
        await access(job.path, constants.R_OK).catch((error: unknown) => {
          throw new Error(unreadable(error));
        });
        const result = await converter.convert({ path: job.path, name: basename(job.path) }, formats);
        await writeOutputs(job, result, formats, flags, host.out);
        done += 1;
        const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
        const notes =
          result.emptyReason === undefined ? result.warnings : [result.emptyReason, ...result.warnings];
        host.err.write(
          `[${done + failed}/${jobs.length}] ${job.path}: ${pageCount(result.pages)}${seconds} s\n`,
        );
        for (const note of notes) host.err.write(`    ${note}\n`);
      } catch (error) {
        failed += 1;
        host.err.write(`[${done + failed}/${jobs.length}] ${job.path}: failed: ${reasonOf(error)}\n`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, host.parallel) }, work));
  } finally {
    await converter.close();
  }
  if (jobs.length === 0) host.err.write('no files were found\n');
  if (jobs.length > 1) host.err.write(`${done} converted, ${failed} failed\n`);
  return failed;
}

interface Job {
  path: string;
  /** Where its outputs go below `--out`, without the format's ending. */
  target: string;
}

async function listJobs(files: string[], out: string | undefined): Promise<Job[]> {
  const jobs: Job[] = [];
  for (const file of files) {
    if (!(await isFolder(file))) {
      jobs.push({ path: file, target: basename(file) });
      continue;
    }
    for (const path of await filesBelow(file)) {
      const target = relative(file, path);
      const hidden = target.split(/[/\\]/).some((part) => part.startsWith('.'));
      // What an earlier run wrote below the folder is no input.
      const written = out !== undefined && resolve(path).startsWith(resolve(out) + sep);
      if (!hidden && !written) jobs.push({ path, target });
    }
  }
  return withOwnTargets(jobs);
}

/** All files below a folder, by name; links to files count, links to folders could lead in a circle. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path)))) paths.push(path);
  }
  return paths.toSorted();
}

/** Files of one name from several folders do not overwrite each other's outputs. */
function withOwnTargets(jobs: Job[]): Job[] {
  const taken = new Map<string, number>();
  return jobs.map((job) => {
    const count = (taken.get(job.target) ?? 0) + 1;
    taken.set(job.target, count);
    return count === 1 ? job : { ...job, target: `${job.target}.${count}` };
  });
}

async function writeOutputs(
  job: Job,
  result: ConvertedDocument,
  formats: string[],
  flags: ConvertFlags,
  stdout: NodeJS.WritableStream,
): Promise<void> {
  for (const format of formats) {
    const text = result.outputs[format] ?? '';
    const named = format === 'md' ? flags.md : format === 'json' ? flags.json : undefined;
    const path =
      flags.out === undefined ? named : join(flags.out, `${job.target}.${endings[format] ?? format}`);
    if (path === undefined) {
      stdout.write(text);
    } else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }
}

function pageCount(pages: number): string {
  if (pages === 0) return '';
  return `${pages} page${pages === 1 ? '' : 's'}, `;
}

function unreadable(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EACCES' || code === 'EPERM' ? 'it may not be read' : String(error);
}

/** Why a file failed; what the system says is about where the output should go: the input was readable. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (path === undefined) return error.message;
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${path} may not be written`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${path} is no folder`;
    case 'EISDIR':
      return `${path} is a folder`;
    case 'ENOSPC':
      return `no room is left for ${path}`;
    default:
      return error.message;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
