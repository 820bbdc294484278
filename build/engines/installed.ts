import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../electron/supervisor/folder/durable-file.ts';
import type { EngineName } from './catalogue.ts';

/** What a platform's folder holds, as written when it was filled; or why it holds nothing. */
export type InstalledEngine = { version: string; from: string } | { version: string; missing: string };
export type Installed = Partial<Record<EngineName, InstalledEngine>>;

function fileOf(dir: string): string {
  return join(dir, 'installed.json');
}

/** What is in a platform's folder; empty for a folder that was never filled. */
export async function readInstalled(dir: string): Promise<Installed> {
  try {
    return JSON.parse(await readFile(fileOf(dir), 'utf8')) as Installed;
  } catch {
    return {};
  }
}

export async function recordInstalled(dir: string, name: EngineName, entry: InstalledEngine): Promise<void> {
  const all: Installed = { ...(await readInstalled(dir)), [name]: entry };
  writeDurably(fileOf(dir), `${JSON.stringify(all, null, 2)}\n`, 0o644);
}

/** Where this version came from when it was put here, else null. Looks at what was written, not at the programs. */
export function installedFrom(entry: InstalledEngine | undefined, version: string): string | null {
  return entry !== undefined && 'from' in entry && entry.version === version ? entry.from : null;
}
