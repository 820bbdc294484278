import { join } from 'node:path';
import type { Frodb } from './frodb-run.ts';
import type { BuildStep } from './minio-build.ts';
import type { SupervisorEvent } from './supervisor/supervisor.ts';

const keptIn: Readonly<Record<Frodb['objectStore'], string>> = {
  minio: 'MinIO',
  filesystem: 'plain folders',
  s3: 'the S3 store',
};
const titles: Readonly<Record<string, string>> = { postgres: 'PostgreSQL', qdrant: 'Qdrant', minio: 'MinIO' };

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** What a person who waits for the start is told of an event; null for what only a log needs. */
export function describeEvent(event: SupervisorEvent, isStopping: boolean): string | null {
  if (event.event === 'notice') return `  ! ${event.message}`;
  const title = titles[event.name] ?? event.name;
  switch (event.state) {
    case 'ready':
      return `  ${title} is ready (${seconds(event.ms ?? 0)})`;
    case 'failed':
      return `  ! ${title} was given up: ${event.reason ?? 'no reason known'}`;
    case 'starting':
      return event.reason === undefined ? null : `  ! ${event.reason}; it is started again`;
    case 'stopped':
      return isStopping ? `  ${title} is stopped` : null;
    case 'stopping':
      return null;
  }
}

/** What a person is told of MinIO being built behind a FroDB that runs; null for what only a log needs. */
export function describeBuild({ phase, message }: BuildStep): string | null {
  switch (phase) {
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

/** The first request a person can send, as the usual shell of the system wants it: PowerShell has another `curl`. */
function firstRequest(url: string, keyFile: string, platform: NodeJS.Platform): string {
  const isWindows = platform === 'win32';
  // How a quote is written inside quotes.
  const file = `'${keyFile.replaceAll("'", isWindows ? "''" : String.raw`'\''`)}'`;
  return isWindows
    ? `curl.exe -H "Authorization: Bearer $(Get-Content -LiteralPath ${file})" ${url}/health/all`
    : `curl -H "Authorization: Bearer $(cat ${file})" ${url}/health/all`;
}

/** What to do with a FroDB that runs. */
export function describeReady(
  frodb: Frodb,
  readyMs: number,
  platform: NodeJS.Platform = process.platform,
): string {
  const { url, adminKey, dataDir, objectStore } = frodb;
  const keyFile = join(dataDir, 'admin-key');
  const key =
    adminKey === null
      ? `Its admin key is in ${keyFile}`
      : `Your admin key, shown this once, and kept in ${keyFile} (only you can read it):\n\n    ${adminKey}`;
  return `
FroDB answers at ${url} (ready in ${seconds(readyMs)})
Data folder: ${dataDir}, files in ${keptIn[objectStore]}
${key}

Try next:
  npm run demo                 loads a sample project and searches it
  ${url}/docs   every route, in a browser
  ${firstRequest(url, keyFile, platform)}
Ctrl-C stops it.
`;
}
