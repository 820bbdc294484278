import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { SupervisorError, systemCode } from './supervisor-error.ts';

/** Random secrets of one data folder's engines, made at its first run. */
export interface Credentials {
  postgresPassword: string;
  qdrantApiKey: string;
  minioUser: string;
  minioPassword: string;
}

/** Reads the folder's credentials or makes them. The file is readable by its owner only. */
export function loadCredentials(folder: string): Credentials {
  const file = join(folder, 'credentials.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return makeCredentials(file);
    throw new SupervisorError('folder_unusable', `${file} can't be read: ${String(error)}`, { cause: error });
  }
  const credentials = parseCredentials(text);
  if (credentials === null) {
    throw new SupervisorError(
      'folder_unusable',
      `${file} is damaged. It holds the passwords of this folder's engines: put it back from a backup of the folder.`,
    );
  }
  if (process.platform !== 'win32') chmodSync(file, 0o600);
  return credentials;
}

function makeCredentials(file: string): Credentials {
  const secret = (): string => randomBytes(24).toString('hex');
  const credentials: Credentials = {
    postgresPassword: secret(),
    qdrantApiKey: secret(),
    minioUser: `frodb${randomBytes(6).toString('hex')}`,
    minioPassword: secret(),
  };
  writeDurably(file, `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
}

function parseCredentials(text: string): Credentials | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const read = (name: keyof Credentials): string => {
    const field = fields.get(name);
    return typeof field === 'string' ? field : '';
  };
  const credentials: Credentials = {
    postgresPassword: read('postgresPassword'),
    qdrantApiKey: read('qdrantApiKey'),
    minioUser: read('minioUser'),
    minioPassword: read('minioPassword'),
  };
  return Object.values(credentials).every((secret) => secret !== '') ? credentials : null;
}
