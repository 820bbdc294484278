import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, expect } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Job } from '../../gateway/contract/jobs.ts';
import { ensureChromium } from '../support/chromium.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { firstScripts, gzippedKb } from '../support/studio-size.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { median } from './slices.ts';
import { readTrace } from './trace.ts';

const studioDir = join(process.cwd(), 'dist', 'studio');
const count = 100_000;
const table = '/collections/default/readings';
const paints = 7;
const turns = 300;
const sorts = 10;
const quietMs = 1_000;
const idleMs = 20_000;

/** Places of Studio by the name of their row. */
const places = {
  home: '/',
  collections: '/collections',
  schema: '/collections/new',
  records: table,
  form: `${table}/new`,
  search: `${table}/search`,
  jobs: '/jobs',
  events: '/events',
  engines: '/engines',
  access: '/access',
  settings: '/settings',
};

/** Studio in a browser: what it must fetch, when it shows something, how it bears 100,000 records, and what it takes when nobody does anything. */
export async function measureStudio(frodb: RunningFrodb): Promise<Row[]> {
  await fillTable(frodb);
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    return [
      ...(await measureScripts(browser, frodb)),
      await measurePaint(browser, frodb),
      ...(await measureTable(browser, frodb)),
      await measureIdle(browser, frodb),
    ];
  } finally {
    await browser.close();
  }
}

/** A window that has nothing cached and is logged in. */
async function openContext(browser: Browser, { url, key }: RunningFrodb): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await context.request.post(`${url}/studio/session`, { headers: { origin: url }, data: { key } });
  return context;
}

async function openPlace(context: BrowserContext, { url }: RunningFrodb, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/studio${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Until nothing more has been fetched for a while; the stream of events is never at its end. */
async function untilQuiet(page: Page): Promise<void> {
  let [before, now] = [-1, 0];
  while (now !== before) {
    await sleep(quietMs);
    before = now;
    now = await page.evaluate(() => performance.getEntriesByType('resource').length);
  }
}

/** What is fetched before anything is shown, and what each place adds to it. */
async function measureScripts(browser: Browser, frodb: RunningFrodb): Promise<Row[]> {
  const first = firstScripts(studioDir);
  const rows = [row('studio.js.first', 'kB', gzippedKb(studioDir, first), null, '≤ 250')];
  for (const [name, path] of Object.entries(places)) {
    const context = await openContext(browser, frodb);
    const page = await openPlace(context, frodb, path);
    await untilQuiet(page);
    const fetched = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name: url }) => new URL(url).pathname)
        .filter((url) => url.endsWith('.js')),
    );
    const own = new Set(
      fetched.map((url) => url.split('/').at(-1) ?? '').filter((url) => !first.includes(url)),
    );
    rows.push(row(`studio.js.${name}`, 'kB', gzippedKb(studioDir, own), null, '≤ 250'));
    await context.close();
  }
  return rows;
}

/** From the address to the first thing that is seen, with nothing cached. */
async function measurePaint(browser: Browser, frodb: RunningFrodb): Promise<Row> {
  const times: number[] = [];
  for (let n = 0; n < paints; n++) {
    const context = await openContext(browser, frodb);
    const page = await openPlace(context, frodb, '/');
    times.push(
      await page.evaluate(
        () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      ),
    );
    await context.close();
  }
  return row('studio.paint.p50', 'ms', median(times), null, '≤ 500');
}

/** A table of 100,000 records: scrolled by the wheel and to its ends, then sorted by a click on a head. */
async function measureTable(browser: Browser, frodb: RunningFrodb): Promise<Row[]> {
  const context = await openContext(browser, frodb);
  const page = await openPlace(context, frodb, table);
  await page.getByRole('gridcell', { name: 'station 1', exact: true }).first().waitFor();
  await watchInteractions(page);
  const scrolled = await readTrace(browser, page, () => scroll(page));
  const sorted = await readTrace(browser, page, () => sort(page));
  const longest = await page.evaluate<number>('Math.max(0, ...window.interactions)');
  await context.close();
  return [
    row('studio.scroll.task', 'ms', scrolled.longestTaskMs, null, '≤ 100'),
    row('studio.scroll.scripting', '%', scrolled.scriptingShare * 100, null, '≤ 50'),
    row('studio.sort.task', 'ms', sorted.longestTaskMs, null, '≤ 100'),
    row('studio.interaction.longest', 'ms', longest, null, '≤ 100'),
  ];
}

/** Keeps how long it took from each press to what is painted for it. Text, because tests know nothing of a page's own types. */
async function watchInteractions(page: Page): Promise<void> {
  await page.evaluate(`
    window.interactions = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.interactions.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 });
  `);
}

async function scroll(page: Page): Promise<void> {
  const grid = page.getByRole('grid');
  const box = await grid.boundingBox();
  if (!box) throw new Error('the table is not shown');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let n = 0; n < turns; n++) {
    await page.mouse.wheel(0, n % 3 === 2 ? -200 : 500);
    await sleep(16);
  }
  await grid.getByRole('gridcell').nth(1).click();
  for (const key of [
    'Control+End',
    'PageUp',
    'PageUp',
    'Control+Home',
    'PageDown',
    'ArrowDown',
    'ArrowRight',
  ]) {
    await page.keyboard.press(key);
    await sleep(300);
  }
}

async function sort(page: Page): Promise<void> {
  const head = page.getByRole('columnheader', { name: 'value' });
  for (let n = 0; n < sorts; n++) {
    await head.click();
    for (const order of ['ascending', 'descending'].slice(n % 3, (n % 3) + 1)) {
      await expect(head).toHaveAttribute('aria-sort', order);
    }
    await untilQuiet(page);
  }
}

/** Processor time of the whole browser while a table is open that nobody touches, of one processor. */
async function measureIdle(browser: Browser, frodb: RunningFrodb): Promise<Row> {
  const context = await openContext(browser, frodb);
  const page = await openPlace(context, frodb, table);
  await untilQuiet(page);
  await sleep(3_000);
  const session = await browser.newBrowserCDPSession();
  const seconds = async (): Promise<number> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const before = await seconds();
  await sleep(idleMs);
  const share = ((await seconds()) - before) / (idleMs / 1_000);
  await context.close();
  return row('studio.idle.cpu', '%', share * 100, null, '≤ 1');
}

async function fillTable({ url, key }: RunningFrodb): Promise<void> {
  const headers = { authorization: `Bearer ${key}` };
  const call = async (path: string, body: string | FormData, type?: string): Promise<Job> => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
      body,
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Job;
  };
  const fields = [
    { name: 'station', type: 'string' },
    { name: 'value', type: 'float', unit: 'mg/L' },
    { name: 'count', type: 'int' },
    { name: 'is_checked', type: 'boolean' },
    { name: 'day', type: 'date' },
    { name: 'state', type: 'enum', values: ['raw', 'checked', 'refused'] },
    { name: 'note', type: 'string' },
  ];
  await call('/collections', JSON.stringify({ name: 'readings', fields }), 'application/json');
  const states = ['raw', 'checked', 'refused'];
  const line = (n: number): string =>
    `station ${n % 97},${((n * 7919) % 10_007) / 8},${n},${n % 2 === 0},2026-${String((n % 12) + 1).padStart(2, '0')}-11,${states[n % 3]},read by hand ${n}`;
  const csv = [
    'station,value,count,is_checked,day,state,note',
    ...Array.from({ length: count }, (_, n) => line(n)),
  ];
  const body = new FormData();
  body.set('file', new Blob([csv.join('\n')]), 'readings.csv');
  let job = await call('/collections/readings/imports', body);
  while (job.ended_at === null) {
    await sleep(100);
    job = (await (await fetch(`${url}/jobs/${job.id}`, { headers })).json()) as Job;
  }
  if (job.state !== 'succeeded') throw new Error(`the import ended: ${JSON.stringify(job)}`);
}
