import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from '../../../gateway/infra/postgres.ts';
import type { Postgres } from '../../../gateway/infra/postgres.ts';
import { askAsBrowser, cookieOf, ofOwnPage } from '../../support/browser.ts';
import type { PageReply } from '../../support/browser.ts';
import { buildStudio } from '../../support/built-studio.ts';
import { testEngines } from '../../support/engines.ts';
import type { TestEngines } from '../../support/engines.ts';
import { adminKey, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { until } from '../../support/processes.ts';

/** Browsers that sign in, and what their cookies are good for. */

let engines: TestEngines;
let studio: Awaited<ReturnType<typeof buildStudio>>;
let gateway: TestGateway;
let pg: Postgres;
const others: TestGateway[] = [];

beforeAll(async () => {
  engines = await testEngines();
  studio = await buildStudio();
  gateway = await start();
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
  for (const name of ['shop', 'farm']) await gateway.ask('POST', '/databases', { name });
});
afterEach(async () => {
  await Promise.all(others.splice(0).map((other) => other.close()));
});
afterAll(async () => {
  await pg.close();
  await gateway.close();
  await studio.remove();
  await engines.drop();
});

function start(on = engines): Promise<TestGateway> {
  return startTestGateway(on, {}, { studioDir: studio.dir });
}

async function startAnother(on = engines): Promise<TestGateway> {
  const other = await start(on);
  others.push(other);
  return other;
}

async function makeKey(body: object): Promise<{ id: string; key: string }> {
  return (await gateway.ask('POST', '/api-keys', { name: 'k', ...body })).json as { id: string; key: string };
}

function signInBy(key: string, headers = {}, at = gateway): Promise<PageReply> {
  return askAsBrowser(at.url, 'POST', '/studio/session', {
    headers: { ...ofOwnPage, ...headers },
    body: { key },
  });
}

async function signedIn(key: string): Promise<string> {
  const answer = await signInBy(key);
  expect([answer.status, answer.text]).toEqual([200, expect.anything()]);
  return cookieOf(answer);
}

/** A request of our own page, with the cookie. */
function ask(cookie: string, method: string, path: string, headers = {}, at = gateway): Promise<PageReply> {
  return askAsBrowser(at.url, method, path, { headers: { ...ofOwnPage, cookie, ...headers } });
}

async function statusOf(cookie: string, at = gateway): Promise<number> {
  return (await ask(cookie, 'GET', '/api-keys/self', {}, at)).status;
}

/** The path of a fresh login link. */
async function freshLink(): Promise<string> {
  const { status, json } = await gateway.ask('POST', '/studio/login-codes');
  expect(status).toBe(201);
  return String(json['url']).slice(gateway.url.length);
}

const open = (path: string, headers = {}, at = gateway): Promise<PageReply> =>
  askAsBrowser(at.url, 'GET', path, { headers: { 'sec-fetch-site': 'none', ...headers } });

const expired = [303, '/studio/?login=expired', undefined];
const outcome = ({ status, headers }: PageReply): unknown[] => [
  status,
  headers.location,
  headers['set-cookie'],
];

describe('signing in with a key', () => {
  it('sets a cookie that scripts and other sites do not get, and tells of the key', async () => {
    const { id, key } = await makeKey({ type: 'readonly', databases: ['shop'] });
    const answer = await signInBy(` ${key}\n`);
    const permissions = [{ databases: ['shop'], collections: '*', actions: ['read', 'search'] }];
    expect([answer.status, answer.json]).toEqual([200, { id, name: 'k', type: 'readonly', permissions }]);
    const [repository] = await pg.query<{ id: string }>('SELECT id FROM frodb.repository');
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(
          `^frodb_${repository?.id}=[\\w-]{43}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict$`,
        ),
      ),
    ]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['another key', { key: `frodb_admin_${'9'.repeat(64)}` }, 401],
    ['half a key', { key: adminKey.slice(0, -1) }, 401],
    ['no key', { key: '' }, 401],
    ['nothing', {}, 400],
    ['more than a key', { key: adminKey, days: 1000 }, 400],
    ['no text', { key: 5 }, 400],
    ['too long a text', { key: 'x'.repeat(1_001) }, 400],
  ])('is refused with %s', async (_what, body, status) => {
    const headers = ofOwnPage;
    const answer = await askAsBrowser(gateway.url, 'POST', '/studio/session', { headers, body });
    expect([answer.status, answer.headers['set-cookie']]).toEqual([status, undefined]);
    if (status === 401) expect(answer.json['detail']).toContain('is not valid');
  });

  it('is refused for a key that has run out, whose sessions end then', async () => {
    const expires_at = new Date(Date.now() + 1_500).toISOString();
    const { key } = await makeKey({ type: 'readonly', expires_at });
    const cookie = await signedIn(key);
    expect(await statusOf(cookie)).toBe(200);
    await until(async () => (await statusOf(cookie)) === 401, 'the session to end', 5);
    expect((await signInBy(key)).status).toBe(401);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:1' }],
    ['an address bar, which can not send this', { 'sec-fetch-site': 'none' }],
  ])('is not for %s', async (_what, headers) => {
    const answer = await signInBy(adminKey, headers);
    expect([answer.status, answer.json['code'], answer.headers['set-cookie']]).toEqual([
      403,
      'foreign_origin',
      undefined,
    ]);
  });

  it('gives a new session whatever cookie was there, and ends the one before it', async () => {
    const name = (await signedIn(adminKey)).split('=', 1)[0] ?? '';
    const planted = `${name}=${'A'.repeat(43)}`;
    const first = cookieOf(await signInBy(adminKey, { cookie: planted }));
    expect(first).not.toBe(planted);
    expect(await statusOf(planted)).toBe(401);
    const second = cookieOf(await signInBy(adminKey, { cookie: first }));
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200]);
    const third = cookieOf(await open(await freshLink(), { cookie: second }));
    expect([await statusOf(second), await statusOf(third)]).toEqual([401, 200]);
  });
});

describe('a login link', () => {
  it('signs in once, with the key that it was made with', async () => {
    const made = await gateway.ask('POST', '/studio/login-codes');
    expect(made.json).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/studio\/login\?code=[\w-]{43}$/) as string,
      expires_at: expect.any(String) as string,
    });
    const left = Date.parse(String(made.json['expires_at'])) - Date.now();
    expect(left).toBeGreaterThan(590_000);
    expect(left).toBeLessThanOrEqual(600_000);
    const path = String(made.json['url']).slice(gateway.url.length);
    const answer = await open(path);
    expect([answer.status, answer.headers.location, answer.text]).toEqual([303, '/studio/', '']);
    expect(answer.headers['cache-control']).toBe('no-store');
    const self = await ask(cookieOf(answer), 'GET', '/api-keys/self');
    expect(self.json).toMatchObject({ type: 'admin', name: 'admin' });
    expect(outcome(await open(path))).toEqual(expired);
    expect(await statusOf(cookieOf(answer))).toBe(200);
  });

  it('is for one of those who open it at the same time', async () => {
    const other = await startAnother();
    const path = await freshLink();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => open(path, {}, index % 2 ? other : gateway)),
    );
    expect(answers.filter(({ headers }) => headers.location === '/studio/')).toHaveLength(1);
    expect(answers.filter(({ headers }) => headers['set-cookie'])).toHaveLength(1);
  });

  it('runs out after ten minutes', async () => {
    const path = await freshLink();
    await pg.query(`UPDATE frodb.login_codes SET expires_at = expires_at - interval '10 minutes'`);
    expect(outcome(await open(path))).toEqual(expired);
    await freshLink();
    const [row] = await pg.query<{ count: number }>(
      'SELECT count(*) FROM frodb.login_codes WHERE expires_at <= now()',
    );
    expect(row?.count).toBe(0);
  });

  it('of another repository is none', async () => {
    const elsewhere = await testEngines();
    try {
      const other = await startAnother(elsewhere);
      expect(outcome(await open(await freshLink(), {}, other))).toEqual(expired);
      const cookie = await signedIn(adminKey);
      expect(await statusOf(cookie, other)).toBe(401);
    } finally {
      await Promise.all(others.splice(0).map((other) => other.close()));
      await elsewhere.drop();
    }
  });

  it.each(['', '?code=', '?code=x', `?code=${'A'.repeat(43)}`, `?code=${'%00'.repeat(43)}`, '?x=1'])(
    'that was never made leads to the page that says so: %s',
    async (query) => {
      const { status, headers } = await open(`/studio/login${query}`);
      // What is no text at all is refused as it is everywhere.
      if (query.includes('%00')) expect(status).toBe(400);
      else expect([status, headers.location]).toEqual([303, '/studio/?login=expired']);
      expect(headers['set-cookie']).toBeUndefined();
    },
  );

  it('is not used up by looking at it', async () => {
    const path = await freshLink();
    expect((await askAsBrowser(gateway.url, 'HEAD', path)).headers['set-cookie']).toBeUndefined();
    expect((await open(path, { 'sec-purpose': 'prefetch;prerender' })).status).toBe(503);
    expect((await open(path)).headers.location).toBe('/studio/');
  });

  it('goes with its key', async () => {
    const { id, key } = await makeKey({ type: 'admin' });
    const made = await gateway.ask('POST', '/studio/login-codes', undefined, { key });
    await gateway.ask('DELETE', `/api-keys/${id}`);
    expect(outcome(await open(String(made.json['url']).slice(gateway.url.length)))).toEqual(expired);
  });

  it('is made by admins only, and kept for no replay', async () => {
    const { key } = await makeKey({ type: 'database', databases: ['shop'] });
    expect((await gateway.ask('POST', '/studio/login-codes', undefined, { key })).status).toBe(403);
    const headers = { 'idempotency-key': 'a' };
    const answer = await gateway.ask('POST', '/studio/login-codes', undefined, { headers });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('idempotency-key')]);
  });

  it('is what a start leads to; without a kept admin key it is the page that asks for one', async () => {
    const link = (await gateway.studioLink()) ?? '';
    const answer = await open(link.slice(gateway.url.length));
    expect((await ask(cookieOf(answer), 'GET', '/engines')).status).toBe(200);
    const bare = await startTestGateway(engines, {}, {});
    others.push(bare);
    expect(await bare.studioLink()).toBeNull();
    const unknown = { FRODB_ADMIN_KEY: `frodb_admin_${'9'.repeat(64)}` };
    const without = await startTestGateway(engines, unknown, { studioDir: studio.dir });
    others.push(without);
    expect(await without.studioLink()).toBe(`${without.url}/studio/`);
  });
});

describe('a session', () => {
  it('may what its key may, and sees what it sees', async () => {
    const { key } = await makeKey({ type: 'readonly', databases: ['shop'] });
    const cookie = await signedIn(key);
    const { status, json } = await ask(cookie, 'GET', '/databases');
    expect([status, (json['items'] as { name: string }[]).map(({ name }) => name)]).toEqual([200, ['shop']]);
    expect((await ask(cookie, 'GET', '/databases/farm')).status).toBe(404);
    expect((await ask(cookie, 'GET', '/engines')).status).toBe(403);
    expect((await ask(cookie, 'POST', '/studio/login-codes')).status).toBe(403);
    expect((await ask(cookie, 'DELETE', '/databases/shop')).status).toBe(403);
  });

  it('is not looked at where a key is sent', async () => {
    const cookie = await signedIn(adminKey);
    const wrong = `frodb_admin_${'9'.repeat(64)}`;
    for (const headers of [
      { authorization: `Bearer ${wrong}` },
      { 'x-api-key': wrong },
      { authorization: '' },
    ]) {
      expect((await ask(cookie, 'GET', '/databases', headers)).status).toBe(401);
    }
    const { key } = await makeKey({ type: 'readonly', databases: ['shop'] });
    const self = await ask(cookie, 'GET', '/api-keys/self', { authorization: `Bearer ${key}` });
    expect(self.json['type']).toBe('readonly');
  });

  it('outlives the gateway, and holds on others of its repository', async () => {
    const cookie = await signedIn(adminKey);
    const other = await startAnother();
    expect(await statusOf(cookie, other)).toBe(200);
    await gateway.close();
    gateway = await start();
    expect(await statusOf(cookie)).toBe(200);
  });

  it('ends after thirty days, and is forgotten then', async () => {
    const { id, key } = await makeKey({ type: 'readonly' });
    const cookie = await signedIn(key);
    const rows = () =>
      pg.query<{ days: number }>(
        `SELECT extract(day from expires_at - created_at)::int AS days FROM frodb.sessions WHERE key_id = $1`,
        [id],
      );
    expect(await rows()).toEqual([{ days: 30 }]);
    await pg.query(`UPDATE frodb.sessions SET expires_at = now() WHERE key_id = $1`, [id]);
    expect(await statusOf(cookie)).toBe(401);
    await signedIn(adminKey);
    expect(await rows()).toEqual([]);
  });

  it('is noted when it is used, at most once an hour', async () => {
    const { id, key } = await makeKey({ type: 'readonly' });
    const cookie = await signedIn(key);
    await pg.query(`UPDATE frodb.sessions SET used_at = now() - interval '2 hours' WHERE key_id = $1`, [id]);
    expect(await statusOf(cookie)).toBe(200);
    await until(async () => {
      const [row] = await pg.query<{ is_new: boolean }>(
        `SELECT used_at > now() - interval '1 minute' AS is_new FROM frodb.sessions WHERE key_id = $1`,
        [id],
      );
      return row?.is_new === true;
    }, 'its use to be noted');
  });

  it('ends with its key, on every gateway within five seconds', async () => {
    const { id, key } = await makeKey({ type: 'readonly' });
    const cookie = await signedIn(key);
    const other = await startAnother();
    expect([await statusOf(cookie), await statusOf(cookie, other)]).toEqual([200, 200]);
    await gateway.ask('DELETE', `/api-keys/${id}`);
    expect(await statusOf(cookie)).toBe(401);
    await until(async () => (await statusOf(cookie, other)) === 401, 'the other gateway to know', 5);
    expect(await pg.query('SELECT 1 FROM frodb.sessions WHERE key_id = $1', [id])).toEqual([]);
  });

  it('goes by what its key may now', async () => {
    const { id, key } = await makeKey({ type: 'database', databases: ['shop'] });
    const cookie = await signedIn(key);
    expect((await ask(cookie, 'GET', '/databases/farm')).status).toBe(404);
    await gateway.ask('PATCH', `/api-keys/${id}`, { databases: ['farm'] });
    expect((await ask(cookie, 'GET', '/databases/farm')).status).toBe(200);
    expect((await ask(cookie, 'GET', '/databases/shop')).status).toBe(404);
  });

  it('ends by signing out, on every gateway within five seconds; others of its key go on', async () => {
    const [cookie, kept] = [await signedIn(adminKey), await signedIn(adminKey)];
    const other = await startAnother();
    expect(await statusOf(cookie, other)).toBe(200);
    const out = await ask(cookie, 'DELETE', '/studio/session');
    expect([out.status, out.text]).toEqual([204, '']);
    const name = cookie.split('=', 1)[0];
    expect(out.headers['set-cookie']).toEqual([`${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict`]);
    expect(await statusOf(cookie)).toBe(401);
    await until(async () => (await statusOf(cookie, other)) === 401, 'the other gateway to know', 5);
    expect([await statusOf(kept), await statusOf(kept, other)]).toEqual([200, 200]);
    expect((await ask(cookie, 'DELETE', '/studio/session')).status).toBe(204);
    expect((await askAsBrowser(gateway.url, 'DELETE', '/studio/session')).status).toBe(204);
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': '' },
  ])('is not ended from elsewhere: %j', async (headers) => {
    const cookie = await signedIn(adminKey);
    const out = await ask(cookie, 'DELETE', '/studio/session', headers);
    expect([out.status, out.headers['set-cookie']]).toEqual([403, undefined]);
    expect(
      (await askAsBrowser(gateway.url, 'DELETE', '/studio/session', { headers: { cookie } })).status,
    ).toBe(403);
    expect(await statusOf(cookie)).toBe(200);
  });

  it('has its event streams ended by signing out, and by the end of its key', async () => {
    const { id, key } = await makeKey({ type: 'readonly' });
    const [first, second] = [await signedIn(key), await signedIn(key)];
    const streams = await Promise.all([first, second].map((cookie) => follow(cookie)));
    await ask(first, 'DELETE', '/studio/session');
    await until(() => streams[0]?.isOver() === true, 'the first stream to end', 5);
    expect(streams[1]?.isOver()).toBe(false);
    await gateway.ask('DELETE', `/api-keys/${id}`);
    await until(() => streams[1]?.isOver() === true, 'the second stream to end', 5);
  });
});

async function follow(cookie: string): Promise<{ isOver: () => boolean }> {
  const response = await fetch(`${gateway.url}/events`, { headers: { ...ofOwnPage, cookie } });
  expect(response.status).toBe(200);
  let isOver = false;
  void response.text().finally(() => (isOver = true));
  return { isOver: () => isOver };
}

describe('a cookie counts only for pages of this server', () => {
  let at: TestGateway;
  beforeAll(async () => {
    const env = { FRODB_ALLOWED_HOSTS: 'frodb.example' };
    at = await startTestGateway(engines, env, { studioDir: studio.dir });
  });
  afterAll(() => at.close());

  type Case = [what: string, headers: Record<string, string>, read: number, write: number];
  const here = 'http://127.0.0.1:{port}';
  it.each<Case>([
    ['its own page', { 'sec-fetch-site': 'same-origin' }, 200, 404],
    ['its own page, with its origin', { 'sec-fetch-site': 'same-origin', origin: here }, 200, 404],
    ['the address bar, or a bookmark', { 'sec-fetch-site': 'none' }, 200, 401],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 401, 401],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, 401, 401],
    ['what nobody knows', { 'sec-fetch-site': 'Same-Origin' }, 401, 401],
    [
      'another site that gives our address',
      { 'sec-fetch-site': 'cross-site', referer: `${here}/studio/` },
      401,
      401,
    ],
    ['another origin', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, 403, 403],
    // Browsers that do not say it.
    ['nobody', {}, 401, 401],
    ['its own origin', { origin: here }, 200, 404],
    ['a foreign origin', { origin: 'https://evil.example' }, 403, 403],
    ['no origin', { origin: 'null' }, 403, 403],
    ['its origin by another name', { origin: 'http://localhost:{port}' }, 401, 401],
    ['another port', { origin: 'http://127.0.0.1:1' }, 403, 403],
    [
      'another port of an allowed host',
      { host: 'frodb.example', origin: 'http://frodb.example:8080' },
      401,
      401,
    ],
    ['an allowed host', { host: 'frodb.example', origin: 'https://frodb.example' }, 200, 404],
    ['an address of its own', { referer: `${here}/studio/collections` }, 200, 401],
    ['a foreign address', { referer: 'https://evil.example/' }, 401, 401],
    ['an address of another port', { referer: 'http://127.0.0.1:1/studio/' }, 401, 401],
    ['an address that is none', { referer: here.slice(7) }, 401, 401],
    ['a foreign address that looks like ours', { referer: `http://evil.example/${here}` }, 401, 401],
    ['a foreign address with our name in it', { referer: `http://127.0.0.1:{port}@evil.example/` }, 401, 401],
  ])('%s %j', async (_what, given, read, write) => {
    const cookie = await signedIn(adminKey);
    const { port } = new URL(at.url);
    const headers = Object.fromEntries(
      Object.entries({ ...given, cookie }).map(([name, text]) => [name, text.replaceAll('{port}', port)]),
    );
    const got = await askAsBrowser(at.url, 'GET', '/databases', { headers });
    expect([got.status, got.text]).toEqual([read, expect.anything()]);
    // Would change something if there were such a database.
    const wrote = await askAsBrowser(at.url, 'DELETE', '/databases/none', { headers });
    expect([wrote.status, wrote.text]).toEqual([write, expect.anything()]);
  });

  it('and says so', async () => {
    const cookie = await signedIn(adminKey);
    const site = { 'sec-fetch-site': 'same-site' };
    const away = await ask(cookie, 'GET', '/databases', site);
    expect(away.json['detail']).toContain('counts only for pages of this FroDB');
    expect((await ask('other=1', 'GET', '/databases')).json['detail']).toContain('Send an API key');
    const ended = await ask(`${cookie}x`, 'GET', '/databases');
    expect(ended.json['detail']).toContain('sign in again');
  });

  it('one of two cookies by its name was put there by somebody else: neither counts', async () => {
    const [cookie, planted] = [await signedIn(adminKey), await signedIn(adminKey)];
    expect(await statusOf(`${planted}; ${cookie}`)).toBe(401);
    expect(await statusOf(`${cookie}; ${cookie}`)).toBe(401);
    expect(await statusOf(`a=1; ${cookie}; b="2"`)).toBe(200);
    expect(await statusOf(`x${cookie}`)).toBe(401);
  });

  it('the reference in a browser is one of them', async () => {
    const page = await open('/docs', { cookie: await signedIn(adminKey) });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    // Its requests say where they come from.
    expect(page.headers['referrer-policy']).not.toBe('no-referrer');
  });
});

describe('what is a secret', () => {
  it('is in no log line, and in no row', async () => {
    const path = await freshLink();
    const code = path.split('=')[1] ?? '';
    const cookie = cookieOf(await open(path));
    const token = cookie.split('=')[1] ?? '';
    await open(path);
    await ask(cookie, 'GET', '/databases');
    await ask(cookie, 'GET', '/nowhere', { 'sec-fetch-site': 'cross-site' });
    await signInBy(adminKey, { cookie });
    await signInBy(`${adminKey}0`, { cookie });
    const lines = JSON.stringify(gateway.logLines);
    expect(lines).toContain('"/studio/login"');
    for (const secret of [code, token, adminKey]) expect(lines).not.toContain(secret);
    const rows = await pg.query<{ hash: Buffer }>(
      'SELECT hash FROM frodb.sessions UNION ALL SELECT hash FROM frodb.login_codes',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ hash }) => hash.length === 32)).toBe(true);
  });
});
