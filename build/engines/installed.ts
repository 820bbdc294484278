import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineName } from './catalogue.ts';
import { writeDurably } from './durable.ts';

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
  await writeDurably(fileOf(dir), `${JSON.stringify(all, null, 2)}\n`);
}

/** True when this version was put here and its programs are still there. Looks, does not read: start is quick. */
export function isInstalled(
  entry: InstalledEngine | undefined,
  version: string,
  programs: string[],
): boolean {
  return (
    entry !== undefined &&
    'from' in entry &&
    entry.version === version &&
    programs.every((path) => existsSync(path))
  );
}
