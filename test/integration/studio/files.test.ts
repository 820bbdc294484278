import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAsBrowser } from '../../support/browser.ts';
import type { PageReply } from '../../support/browser.ts';
import { buildStudio, builtPage, builtScript } from '../../support/built-studio.ts';
import { testEngines } from '../../support/engines.ts';
import type { TestEngines } from '../../support/engines.ts';
import { startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';

/** What a browser gets to see of Studio before anybody has signed in. */

let engines: TestEngines;
let studio: Awaited<ReturnType<typeof buildStudio>>;
let gateway: TestGateway;

beforeAll(async () => {
  engines = await testEngines();
  studio = await buildStudio();
  gateway = await startTestGateway(engines, {}, { studioDir: studio.dir });
});
afterAll(async () => {
  await gateway.close();
  await studio.remove();
  await engines.drop();
});

const get = (path: string, headers = {}): Promise<PageReply> =>
  askAsBrowser(gateway.url, 'GET', path, { headers });
const script = '/studio/assets/main-a1b2.js';

describe('the page', () => {
  it.each([
    ['/', '/studio/'],
    ['/?lang=pt', '/studio/?lang=pt'],
    ['/studio', '/studio/'],
    ['/studio?a=1&a=2', '/studio/?a=1&a=2'],
  ])('%s leads to %s', async (path, location) => {
    const { status, headers } = await get(path);
    expect([status, headers.location]).toEqual([302, location]);
  });

  it.each([
    '/studio/',
    '/studio//',
    '/studio/?login=expired',
    '/studio/?a=1&a=2&a%5B%5D=%00',
    '/studio/collections',
    '/studio/collections/',
    '/studio/default/documents/0190a5b0-0000-7000-8000-000000000000?q=%C3%A9',
    '/studio/session',
    '/studio/login-codes',
  ])('is what is at %s', async (path) => {
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, builtPage]);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('may do what Studio needs, and nothing else', async () => {
    for (const path of ['/studio/', script, '/studio/assets/none.js', '/studio', '/studio/login?code=x']) {
      const { headers } = await get(path);
      const rules = new Map(
        String(headers['content-security-policy'])
          .split('; ')
          .map((rule): [string, string] => [rule.split(' ', 1)[0] ?? '', rule.replace(/^\S+ /, '')]),
      );
      expect(rules.get('default-src')).toBe("'none'");
      expect(rules.get('script-src')).toBe("'self' 'wasm-unsafe-eval'");
      expect(rules.get('connect-src')).toBe("'self'");
      expect(rules.get('frame-ancestors')).toBe("'none'");
      expect([...rules.values()].join(' ')).not.toMatch(/https?:|\*|'unsafe-eval'/);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('camera=()') as string,
      });
    }
  });
});

describe('its files', () => {
  it('with a name of their content are kept for ever, others asked for again', async () => {
    const asset = await get(script);
    expect([asset.status, asset.text]).toEqual([200, builtScript]);
    expect(asset.headers).toMatchObject({
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect((await get('/studio/assets/pdf-c3d4.wasm')).headers['content-type']).toBe('application/wasm');
    const icon = await get('/studio/favicon.svg');
    expect([icon.headers['content-type'], icon.headers['cache-control']]).toEqual([
      'image/svg+xml',
      'no-cache',
    ]);
  });

  it('that the browser has are not sent again', async () => {
    for (const path of [script, '/studio/']) {
      const { etag } = (await get(path)).headers;
      const again = await get(path, { 'if-none-match': etag });
      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag]);
    }
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['identity', undefined],
  ])('are sent packed to who takes %s', async (accepted, encoding) => {
    const { status, headers, text } = await get(script, { 'accept-encoding': accepted });
    expect([status, headers['content-encoding']]).toEqual([200, encoding]);
    expect(headers['content-type']).toBe('application/javascript; charset=utf-8');
    expect(text === builtScript).toBe(encoding === undefined);
    // What has no packed file is sent as it is.
    expect((await get('/studio/', { 'accept-encoding': accepted })).text).toBe(builtPage);
  });

  it('answer HEAD', async () => {
    for (const path of [script, '/studio/', '/studio/collections']) {
      const { headers } = await get(path);
      const head = await askAsBrowser(gateway.url, 'HEAD', path);
      expect([head.status, head.text, head.headers['content-length']]).toEqual([
        200,
        '',
        headers['content-length'],
      ]);
    }
  });

  it('that are missing are missing, now and not for ever', async () => {
    for (const path of ['/studio/assets/none-1.js', '/studio/none.png', '/studio/assets/none.wasm']) {
      const { status, headers, json } = await get(path);
      expect([status, json['code'], headers['cache-control']]).toEqual([404, 'not_found', 'no-store']);
    }
  });
});

describe('nothing else of the disk', () => {
  it.each([
    '/studio/../secret.txt',
    '/studio/../../secret.txt',
    '/studio/assets/../../secret.txt',
    '/studio/%2e%2e/secret.txt',
    '/studio/%2e%2e%2fsecret.txt',
    '/studio/..%2fsecret.txt',
    '/studio/..%5csecret.txt',
    '/studio/..\\secret.txt',
    '/studio/%252e%252e/secret.txt',
    '/studio/....//secret.txt',
    '/studio//secret.txt',
    '/studio/./secret.txt',
    '/studio/assets/..;/secret.txt',
    '/studio/%00secret.txt',
    '/studio/index.html%00.txt',
    '/studio/.vite/manifest.json',
    '/studio/%2evite/manifest.json',
    '/studio/C:/secret.txt',
    '/studio/%2fetc/hosts.txt',
    '/secret.txt',
  ])('%s', async (path) => {
    const { status, text } = await get(path);
    expect([404, 400]).toContain(status);
    expect(text).not.toContain('"secret"');
  });

  it.each(['/studio/..', '/studio/../databases', '/studio/%2e%2e/', '/studio/assets'])('%s', async (path) => {
    const { status, text } = await get(path);
    expect([status, text]).toEqual(path.endsWith('assets') ? [200, builtPage] : [404, expect.anything()]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is taken by no page', async (method) => {
    const { status } = await askAsBrowser(gateway.url, method, '/studio/collections');
    expect(status).toBe(405);
  });
});
