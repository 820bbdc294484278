import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';

/** Where systems put a Chromium; the first that is there is used. */
const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const run = promisify(execFile);

/**
 * A Chromium's program: the one that FRODB_CHROMIUM names, one on the machine, Playwright's own, else one that is got now:
 * Debian's package where we are root, Playwright's elsewhere. Rejects saying what to do when there is none to be had.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found !== null) return found;
  const failures: string[] = [];
  for (const [what, get] of [
    ['apt-get install chromium', installPackage],
    ['playwright install chromium', installPlaywrights],
  ] as const) {
    try {
      await get();
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
    const got = findChromium();
    if (got !== null) return got;
  }
  throw new Error(
    `No Chromium was found or could be got, so Studio can't be tested: install one, or name it in FRODB_CHROMIUM.\n${failures.join('\n')}`,
  );
}

function findChromium(): string | null {
  const named = process.env['FRODB_CHROMIUM'];
  const places = named === undefined ? [...usual, chromium.executablePath()] : [named];
  return places.find((path) => existsSync(path)) ?? null;
}

async function installPackage(): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('not root on Linux');
  console.warn("Getting a Chromium for the tests of Studio: Debian's package …");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], {
    env,
    maxBuffer: 64 << 20,
  });
}

async function installPlaywrights(): Promise<void> {
  console.warn("Getting a Chromium for the tests of Studio: Playwright's …");
  await run('npx', ['playwright', 'install', 'chromium'], { maxBuffer: 64 << 20 });
}
