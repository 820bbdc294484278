import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { SupervisorError, systemCode } from '../supervisor-error.ts';

/** Random secrets of one data folder's engines, made at its first run. */
export interface Credentials {
  postgresPassword: string;
  qdrantApiKey: string;
  minioUser: string;
  minioPassword: string;
}

export const credentialsName = 'credentials.json';

/** Those that a folder keeps, readable by their owner only; null where there are none, or none that can be read any more. */
export function readCredentials(folder: string): Credentials | null {
  const file = join(folder, credentialsName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw new SupervisorError('folder_unusable', `${file} can't be read: ${String(error)}`, { cause: error });
  }
  const credentials = parseCredentials(text);
  if (credentials !== null && process.platform !== 'win32') chmodSync(file, 0o600);
  return credentials;
}

export function makeCredentials(): Credentials {
  const secret = (): string => randomBytes(24).toString('hex');
  return {
    postgresPassword: secret(),
    qdrantApiKey: secret(),
    minioUser: `frodb${randomBytes(6).toString('hex')}`,
    minioPassword: secret(),
  };
}

export function keepCredentials(folder: string, credentials: Credentials): void {
  writeDurably(join(folder, credentialsName), `${JSON.stringify(credentials, null, 2)}\n`);
}

/** Null for what is no file of credentials, or no whole one. */
export function parseCredentials(text: string): Credentials | null {
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
