import { join } from 'node:path';
import type { Frodb } from './frodb-run.ts';
import type { SupervisorEvent } from './supervisor/supervisor.ts';

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
  const { url, adminKey, dataDir } = frodb;
  const keyFile = join(dataDir, 'admin-key');
  const key =
    adminKey === null
      ? `Its admin key is in ${keyFile}`
      : `Your admin key, shown this once, and kept in ${keyFile} (only you can read it):\n\n    ${adminKey}`;
  return `
FroDB answers at ${url} (ready in ${seconds(readyMs)})
Data folder: ${dataDir}
${key}

Try next:
  npm run demo                 loads a sample project and searches it
  ${url}/docs   every route, in a browser
  ${firstRequest(url, keyFile, platform)}
Ctrl-C stops it.
`;
}
