import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect as withinSeconds } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { inject } from 'vitest';
import { startFrodb } from './frodb.ts';
import type { RunningFrodb } from './frodb.ts';

/** Playwright's, with the patience of a machine that does much else. */
export const expect = withinSeconds.configure({ timeout: 20_000 });

/** A FroDB as people start it, in a folder of its own, and a browser that opens its Studio. */
export interface StudioBench {
  /** The one that runs now, see `startAgain`. */
  readonly frodb: RunningFrodb;
  browser: Browser;
  /** A window of its own that is logged in with `key`, at `path` of Studio. */
  open: (path?: string, options?: WindowOptions) => Promise<StudioWindow>;
  /** Speaks to the API with the admin key; rejects for whatever is no success. */
  request: <Body>(method: string, path: string, body?: unknown) => Promise<Body>;
  /** After `frodb` was killed or stopped: another one on its folder, at the same address. */
  startAgain: () => Promise<void>;
  close: () => Promise<void>;
}

export interface WindowOptions {
  /** Default: the admin key. null: not logged in. */
  key?: string | null;
  language?: 'en' | 'pt';
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

export interface StudioWindow {
  page: Page;
  context: BrowserContext;
  /** What the page told on its console as an error, and what it threw: nothing, unless a test provokes it. */
  complaints: string[];
}

/** Starts both. `settings` are FRODB_* of the gateway. */
export async function startStudio(settings: Record<string, string> = {}): Promise<StudioBench> {
  const dir = await mkdtemp(join(tmpdir(), 'frodb-studio-'));
  // Postgres does not run as root: as root it must be passable for the user that Postgres runs as.
  await chmod(dir, 0o711);
  let frodb = await startFrodb(join(dir, 'data'), settings);
  const browser = await chromium.launch({
    executablePath: inject('chromium'),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return {
    get frodb() {
      return frodb;
    },
    browser,
    open: (path, options) => openWindow(browser, frodb, path, options),
    async request(method, path, body) {
      const response = await fetch(frodb.url + path, {
        method,
        headers: {
          authorization: `Bearer ${frodb.key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === '' ? null : JSON.parse(text)) as never;
    },
    async startAgain() {
      await frodb.ended;
      frodb = await startFrodb(join(dir, 'data'), { ...settings, FRODB_PORT: new URL(frodb.url).port });
    },
    async close() {
      await browser.close();
      await frodb.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function openWindow(
  browser: Browser,
  frodb: RunningFrodb,
  path = '/',
  { key = frodb.key, language = 'en', theme = 'light', width = 1280, height = 800 }: WindowOptions = {},
): Promise<StudioWindow> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language === 'pt' ? 'pt-BR' : 'en-GB',
    timezoneId: 'America/Belem',
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  if (key !== null) {
    const answer = await context.request.post(`${frodb.url}/studio/session`, {
      headers: { origin: frodb.url },
      data: { key },
    });
    if (!answer.ok()) throw new Error(`login: ${answer.status()} ${await answer.text()}`);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${frodb.url}/studio${path}`);
  return { page, context, complaints };
}
