import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './capabilities.ts';

const run = promisify(execFile);
const installMs = 120_000;

/** A Python with these requirements, made once and kept; null where there is no Python or they can't be had. */
export async function pythonWith(requirements: string): Promise<string | null> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(repository, 'node_modules/.cache', `python-${hash}`);
  const python = join(folder, 'bin/python');
  if (existsSync(python)) return python;
  const half = `${folder}.half`;
  await rm(half, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', half]);
    const install = ['-m', 'pip', 'install', '--quiet', '--retries', '1', '-r', requirements];
    await run(join(half, 'bin/python'), install, { timeout: installMs });
  } catch (error) {
    process.stdout.write(`no Python with ${requirements}: ${String(error).slice(0, 200)}\n`);
    return null;
  }
  await rename(half, folder);
  return python;
}
