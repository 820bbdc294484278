import type { Progress } from '../host/progress.ts';
import type { Frodb } from '../host/run.ts';
import { megabytes, progressLine } from './progress-line.ts';

const keptIn: Readonly<Record<Frodb['objectStore'], string>> = {
  minio: 'MinIO',
  filesystem: 'plain folders',
  s3: 'the S3 store',
};
const titles: Readonly<Record<string, string>> = { postgres: 'PostgreSQL', qdrant: 'Qdrant', minio: 'MinIO' };

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** What a person is told of a FroDB that starts, runs or stops; null for what only a log or a window needs. */
export function describeProgress(progress: Progress, isStopping: boolean): string | null {
  switch (progress.step) {
    case 'notice':
      return `  ! ${progress.message}`;
    case 'engine':
      return describeEngine(progress, isStopping);
    case 'fetch': {
      const text = describeBuild(progress);
      return text === null ? null : `  ! ${text}`;
    }
    case 'move':
      return null;
  }
}

type Step<S extends Progress['step']> = Extract<Progress, { step: S }>;

function describeEngine({ name, state, ms, reason }: Step<'engine'>, isStopping: boolean): string | null {
  const title = titles[name] ?? name;
  switch (state) {
    case 'ready':
      return `  ${title} is ready (${seconds(ms ?? 0)})`;
    case 'failed':
      return `  ! ${title} was given up: ${reason ?? 'no reason known'}`;
    case 'starting':
      return reason === undefined ? null : `  ! ${reason}; it is started again`;
    case 'stopped':
      return isStopping ? `  ${title} is stopped` : null;
    case 'stopping':
      return null;
  }
}

/** While FroDB runs it is MinIO, which is built behind it. */
function describeBuild({ state, message }: Step<'fetch'>): string | null {
  switch (state) {
    case 'build':
      return 'MinIO is being built at low priority, which takes some minutes. FroDB works meanwhile and keeps files in plain folders.';
    case 'done':
      return 'MinIO is built. Files move to it at the next start of FroDB.';
    case 'missing':
      return `MinIO can't be had here (${message}): files stay in plain folders. \`npm run engines\` tries again.`;
    default:
      return null;
  }
}

/**
 * Shows engines that are got: on a terminal one line that is written over, elsewhere (a log, CI) one line per step. It
 * writes to a stream that is not the program's output, so that `--json` stays clean.
 */
export function renderFetch(stream: NodeJS.WriteStream): (progress: Step<'fetch'>) => void {
  const line = progressLine(stream);
  let lastStep = '';
  return ({ name, state, message, done, total }) => {
    const isEnd = state === 'done' || state === 'missing';
    const amount =
      done === undefined ? '' : ` ${megabytes(done)}${total ? ` of ${megabytes(total)}` : ''} MB`;
    const text = `${name}: ${isEnd ? '' : `${state} `}${message}`;
    if (stream.isTTY) {
      if (isEnd) line.end(text);
      else line.show(`${text}${amount}`);
      return;
    }
    // A build says a hundred things; a log needs to know that it began.
    const step = state === 'build' ? `${name} build` : text;
    if (step === lastStep) return;
    lastStep = step;
    stream.write(`${text}${amount}\n`);
  };
}

/** Where the admin key is, never the key itself: it is said where logs are collected. */
export function describeKeyFile({ adminKeyFile, dataDir }: Frodb): string {
  return adminKeyFile === null
    ? `The admin key is not kept in ${dataDir}: use the one that was shown at the first run, or another that you have`
    : `The admin key is in ${adminKeyFile} (only the user who started FroDB can read it)`;
}

/** The first request a person can send, as the usual shell of the system wants it: PowerShell has another `curl`. */
function firstRequest(url: string, keyFile: string | null, platform: NodeJS.Platform): string {
  const isWindows = platform === 'win32';
  const read = isWindows ? 'Get-Content -LiteralPath' : 'cat';
  const key = keyFile === null ? '<your key>' : `$(${read} ${quoteForShell(keyFile, platform)})`;
  return `${isWindows ? 'curl.exe' : 'curl'} -H "Authorization: Bearer ${key}" ${url}/health/all`;
}

/** What to do with a FroDB that runs. */
export function describeReady(
  frodb: Frodb,
  readyMs: number,
  platform: NodeJS.Platform = process.platform,
): string {
  const { url, studio, adminKey, adminKeyFile, dataDir, objectStore } = frodb;
  const key =
    adminKey === null || adminKeyFile === null
      ? describeKeyFile(frodb)
      : `Your admin key, shown this once, and kept in ${adminKeyFile} (only you can read it):\n\n    ${adminKey}`;
  return `
FroDB answers at ${url} (ready in ${seconds(readyMs)})
${describeStudio(studio)}Data folder: ${dataDir}, files in ${keptIn[objectStore]}
${key}

Try next:
  npm run demo                 loads a sample project and searches it
  ${url}/docs   every route, in a browser
  ${firstRequest(url, adminKeyFile, platform)}
Ctrl-C stops it.
`;
}

function describeStudio(link: string | null): string {
  if (link === null) return '';
  const how = link.includes('?')
    ? '(signs a browser in, once and within ten minutes; `npm run -s frodb -- login` makes another link)'
    : '(sign in with a key)';
  return `Studio, in a browser: ${link}\n    ${how}\n`;
}

/** To be pasted as it is, whatever the folder is called. */
function quoteForShell(path: string, platform: NodeJS.Platform): string {
  return `'${path.replaceAll("'", platform === 'win32' ? "''" : String.raw`'\''`)}'`;
}
