import { engineNames, type EngineName } from './catalogue.ts';
import type { Context } from './context.ts';

const external: Record<EngineName, string> = {
  postgres: 'FRODB_POSTGRES_URL',
  qdrant: 'FRODB_QDRANT_URL',
  minio: 'FRODB_S3_ENDPOINT',
};

/** How each engine is called in sentences. */
export const titles: Record<EngineName, string> = {
  postgres: 'PostgreSQL',
  qdrant: 'Qdrant',
  minio: 'MinIO',
};

interface WantedFile {
  file: string;
  sha256: string | null;
  url: string | undefined;
}

function wantedFiles(context: Context, engine: EngineName): WantedFile[] {
  const { ways } = context.catalogue[engine].platforms[context.platform];
  return ways.flatMap((way) => {
    if (!('file' in way)) return [];
    return [{ file: way.file, sha256: way.sha256, url: 'url' in way ? way.url : undefined }];
  });
}

/** What a person can do about an engine that could not be had, as numbered lines. */
export function adviceFor(context: Context, engine: EngineName): string {
  const files = wantedFiles(context, engine)
    .map(({ file, sha256, url }) => {
      const origin = url ? `, which is ${url}` : '';
      return `${file} (sha256 ${sha256 ?? 'not known: add --trust-first-use'}${origin})`;
    })
    .join(' or ');
  const lines = [
    'Go online and run `npm run engines` again: it goes on where it stopped.',
    `Or put ${files} into a folder and set FRODB_ENGINES_DIR to it, or serve it and set FRODB_ENGINES_MIRROR.`,
  ];
  lines.push(`Or set ${context.catalogue[engine].given} to a program that you have.`);
  if (engine === 'minio')
    lines.push('Or install Go 1.24 or newer, or Python with pip, so that it can be built.');
  lines.push(`Or use one that runs elsewhere: ${external[engine]}.`);
  return lines.map((line, index) => `  ${index + 1}. ${line}`).join('\n');
}

/** Environment variables that make an engine external, so that none is needed here. */
export function externalEngines(env: NodeJS.ProcessEnv): EngineName[] {
  return engineNames.filter((name) => Boolean(env[external[name]]));
}
