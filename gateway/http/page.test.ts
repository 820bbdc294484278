import { expect, it } from 'vitest';
import { pageOf } from './page.ts';

type Asked = Parameters<typeof pageOf>[0];

const sites = ['same-origin', 'none', 'same-site', 'cross-site', '', 'same-origin, same-origin'];

it.each<[method: string, own: string[]]>([
  ['GET', ['same-origin', 'none']],
  ['HEAD', ['same-origin', 'none']],
  ['POST', ['same-origin']],
  ['PUT', ['same-origin']],
  ['PATCH', ['same-origin']],
  ['DELETE', ['same-origin']],
  ['OPTIONS', ['same-origin']],
])('%s counts from %j by what the browser says', (method, own) => {
  const asked = sites.map((site) => [site, pageOf(request(method, 'http', { 'sec-fetch-site': site }))]);
  expect(asked).toEqual(sites.map((site) => [site, own.includes(site) ? 'own' : 'other']));
});

it.each<[protocol: 'http' | 'https', host: string, origin: string, whose: string]>([
  ['http', '127.0.0.1:7420', 'http://127.0.0.1:7420', 'own'],
  ['http', '127.0.0.1:7420', 'http://127.0.0.1:7421', 'other'],
  ['http', '127.0.0.1:7420', 'http://127.0.0.1', 'other'],
  ['http', '127.0.0.1:7420', 'http://localhost:7420', 'other'],
  ['http', '[::1]:7420', 'http://[::1]:7420', 'own'],
  ['http', 'FroDB.example', 'http://frodb.example', 'own'],
  ['http', 'frodb.example:80', 'http://frodb.example', 'own'],
  ['http', 'frodb.example', 'http://frodb.example.evil', 'other'],
  // Behind a proxy that speaks TLS.
  ['http', 'frodb.example', 'https://frodb.example', 'own'],
  ['https', 'frodb.example', 'https://frodb.example', 'own'],
  ['https', 'frodb.example:443', 'https://frodb.example', 'own'],
  ['https', 'frodb.example', 'http://frodb.example', 'other'],
  ['http', '127.0.0.1:7420', 'file://127.0.0.1:7420', 'other'],
  ['http', '127.0.0.1:7420', 'chrome-extension://127.0.0.1:7420', 'other'],
  ['http', '127.0.0.1:7420', 'null', 'other'],
  ['http', '127.0.0.1:7420', '', 'other'],
  ['http', '', 'http://', 'other'],
])('%s://%s is asked by %s: %s', (protocol, host, origin, whose) => {
  expect(pageOf(request('POST', protocol, { host, origin }))).toBe(whose);
  expect(pageOf(request('GET', protocol, { host, referer: `${origin}/studio/?a=b` }))).toBe(whose);
});

it('an address that a write comes from says nothing, and where nothing is said nobody asks', () => {
  const own = { host: '127.0.0.1:7420', referer: 'http://127.0.0.1:7420/studio/' };
  expect(pageOf(request('POST', 'http', own))).toBe('untold');
  expect(pageOf(request('GET', 'http', { host: '127.0.0.1:7420' }))).toBe('untold');
  expect(pageOf(request('GET', 'http', { ...own, origin: 'http://evil.example' }))).toBe('other');
});

function request(method: string, protocol: 'http' | 'https', headers: Record<string, string>): Asked {
  return { method, protocol, headers };
}
