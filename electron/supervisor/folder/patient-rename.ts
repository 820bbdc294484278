import { rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../supervisor-error.ts';

interface RenameOptions {
  platform?: NodeJS.Platform;
  rename?: (from: string, to: string) => Promise<void>;
  pauseMs?: number;
}

const tries = 8;

/**
 * Renames; on Windows again and again for some seconds, because a virus scanner that looks at a new file or folder
 * keeps it from being renamed meanwhile. Elsewhere the same errors are answers.
 */
export async function renamePatiently(from: string, to: string, options: RenameOptions = {}): Promise<void> {
  const { platform = process.platform, rename: renameOnce = rename, pauseMs = 25 } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await renameOnce(from, to);
      return;
    } catch (error) {
      const mayPass = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
      if (platform !== 'win32' || !mayPass || attempt === tries) throw error;
      await sleep(pauseMs * 2 ** (attempt - 1));
    }
  }
}
