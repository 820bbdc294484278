import { beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../gateway/contract/limits.ts';
import { newId } from '../../../gateway/write/ids.ts';
import { testRows, useBench } from '../../support/request-table.ts';
import type { Row } from '../../support/request-table.ts';

const bench = useBench();
const url = 'http://127.0.0.1:9/hook';
const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

beforeAll(async () => {
  const make = async (name: string, preset: object) => {
    const { json } = await bench.gateway.ask('POST', '/api-keys', { name, ...preset });
    bench.saved.set(name, String(json['key']));
  };
  await bench.gateway.ask('POST', '/databases', { name: 'shop' });
  await make('shopkey', { type: 'readonly', databases: ['shop'] });
  await make('otherkey', { type: 'readonly', databases: ['shop'] });
});

function refused(what: string, body: Record<string, unknown>, path: string, code?: string): Row {
  return {
    what,
    send: 'POST /webhooks',
    body,
    status: 400,
    problems: [code === undefined ? [path] : [path, code]],
  };
}

testRows('an address that is none', bench, [
  refused('none', {}, 'url'),
  ...[
    '',
    ' ',
    'example.com',
    '/hook',
    'ftp://example.com/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'http:',
    'http://',
    'http:///x',
    'http:example.com',
    'http://exa mple.com/',
    'http://example.com/a b',
    'http://example.com/\n',
    ' http://example.com/',
    'http://example.com:99999/',
    'http://[::1/',
    'http://256.1.1.1/',
    '\ud800http://example.com/',
    'http://example.com/\ud800',
  ].map((text) => refused(JSON.stringify(text), { url: text }, 'url')),
  refused('a user', { url: 'http://me@example.com/' }, 'url', 'has_credentials'),
  refused('a password', { url: 'http://:secret@example.com/' }, 'url', 'has_credentials'),
  refused('too long', { url: `http://example.com/${'x'.repeat(2_000)}` }, 'url', 'too_long'),
  refused('a number', { url: 5 }, 'url', 'wrong_type'),
]);

testRows('the rest of a webhook', bench, [
  refused(
    'types that there are not',
    { url, types: ['record.*', 'record.moved'] },
    'types[1]',
    'unknown_type',
  ),
  refused('types that are not kept', { url, types: ['job.*'] }, 'types[0]', 'not_kept'),
  refused('one of them', { url, types: ['engine.ready'] }, 'types[0]', 'not_kept'),
  refused('no types', { url, types: [] }, 'types'),
  refused('types as text', { url, types: 'record.*' }, 'types', 'wrong_type'),
  refused('a database that is no name', { url, database: 'A b' }, 'database'),
  refused('a collection that is no name', { url, collection: '../x' }, 'collection'),
  refused('a blank name', { url, name: ' ' }, 'name'),
  refused('a long name', { url, name: 'x'.repeat(256) }, 'name', 'too_long'),
  refused('an unknown key', { url, retries: 5 }, 'retries', 'unknown_key'),
  refused('enabled as text', { url, enabled: 'yes' }, 'enabled', 'wrong_type'),
  ...[
    '',
    'secret',
    'whsec_',
    `whsec_${'*'.repeat(32)}`,
    Buffer.alloc(24).toString('base64'),
    `whsec_${Buffer.alloc(23).toString('base64')}`,
    `whsec_${Buffer.alloc(65).toString('base64')}`,
    `${secret} `,
    `${secret}=`,
  ].map((text) => refused(`the secret ${JSON.stringify(text)}`, { url, secret: text }, 'secret')),
]);

testRows('a secret', bench, [
  {
    what: 'that FroDB makes is shown once',
    send: 'POST /webhooks',
    body: { url, name: 'made' },
    status: 201,
    has: {
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as string,
      enabled: true,
      types: null,
    },
    save: { hook: 'id', made: 'secret' },
  },
  { what: 'is not shown again', send: 'GET /webhooks/{hook}', status: 200, lacks: ['whsec_'] },
  { what: 'nor listed', send: 'GET /webhooks', status: 200, lacks: ['whsec_'] },
  {
    what: 'that is given is not shown, and the answer may be kept',
    send: 'POST /webhooks',
    headers: { 'idempotency-key': 'a' },
    body: { url, secret },
    status: 201,
    lacks: ['whsec_'],
    save: { second: 'id' },
  },
  {
    what: 'given again with the same key: the same webhook',
    send: 'POST /webhooks',
    headers: { 'idempotency-key': 'a' },
    body: { url, secret },
    status: 201,
    answers: { 'idempotency-replayed': /true/ },
  },
  {
    what: 'that FroDB would make is not kept as an answer',
    send: 'POST /webhooks',
    headers: { 'idempotency-key': 'b' },
    body: { url },
    status: 400,
    problems: [['idempotency-key', 'not_allowed']],
  },
  {
    what: 'is changed by PATCH, and not shown',
    send: 'PATCH /webhooks/{hook}',
    body: { secret },
    status: 200,
    lacks: ['whsec_'],
  },
  {
    what: 'in PATCH, one that is none',
    send: 'PATCH /webhooks/{hook}',
    body: { secret: null },
    status: 400,
    problems: [['secret']],
  },
]);

testRows('what is not there', bench, [
  { what: 'a webhook', send: `GET /webhooks/${newId()}`, status: 404 },
  { what: 'no id', send: 'GET /webhooks/nothing', status: 404 },
  { what: 'a webhook to change', send: `PATCH /webhooks/${newId()}`, body: { name: 'x' }, status: 404 },
  { what: 'a webhook to delete', send: `DELETE /webhooks/${newId()}`, status: 404 },
  { what: 'its deliveries', send: `GET /webhooks/${newId()}/deliveries`, status: 404 },
  { what: 'a delivery', send: 'POST /webhooks/{hook}/deliveries/7-7:retry', status: 404 },
  { what: 'no id of a delivery', send: 'POST /webhooks/{hook}/deliveries/nothing:retry', status: 404 },
  {
    what: 'a state of deliveries',
    send: 'GET /webhooks/{hook}/deliveries?state=lost',
    status: 400,
    problems: [['state']],
  },
  {
    what: 'a cursor',
    send: 'GET /webhooks/{hook}/deliveries?cursor=x',
    status: 400,
    problems: [['cursor', 'bad_cursor']],
  },
  {
    what: 'a cursor of another list',
    send: `GET /webhooks?cursor=${Buffer.from('["api-keys","x"]').toString('base64url')}`,
    status: 400,
    problems: [['cursor', 'other_query']],
  },
]);

testRows('a webhook belongs to the key that made it', bench, [
  {
    what: 'that may see the place',
    send: 'POST /webhooks',
    as: 'shopkey',
    body: { url, secret, database: 'shop', name: 'mine' },
    status: 201,
    save: { mine: 'id' },
  },
  {
    what: 'and no other place',
    send: 'POST /webhooks',
    as: 'shopkey',
    body: { url, secret, database: 'farm' },
    status: 404,
    contains: ['There is no database farm.'],
  },
  {
    what: 'nor another place later',
    send: 'PATCH /webhooks/{mine}',
    as: 'shopkey',
    body: { database: 'farm', collection: 'items' },
    status: 404,
    contains: ['There is no collection items in database farm.'],
  },
  { what: 'which lists it alone', send: 'GET /webhooks', as: 'shopkey', status: 200, has: { total: 1 } },
  { what: 'admins see all', send: 'GET /webhooks', status: 200, contains: ['"mine"', '"made"'] },
  { what: 'another key sees none', send: 'GET /webhooks', as: 'otherkey', status: 200, has: { total: 0 } },
  { what: 'nor gets it', send: 'GET /webhooks/{mine}', as: 'otherkey', status: 404 },
  {
    what: 'nor changes it',
    send: 'PATCH /webhooks/{mine}',
    as: 'otherkey',
    body: { name: 'x' },
    status: 404,
  },
  { what: 'nor deletes it', send: 'DELETE /webhooks/{mine}', as: 'otherkey', status: 404 },
  { what: 'nor sees what was sent', send: 'GET /webhooks/{mine}/deliveries', as: 'otherkey', status: 404 },
  {
    what: 'which changes it',
    send: 'PATCH /webhooks/{mine}',
    as: 'shopkey',
    body: { name: null, types: ['record.created'], enabled: false },
    status: 200,
    has: { name: null, types: ['record.created'], database: 'shop', stopped_because: 'It is disabled.' },
  },
  { what: 'which deletes it', send: 'DELETE /webhooks/{mine}', as: 'shopkey', status: 204 },
  { what: 'gone', send: 'GET /webhooks/{mine}', as: 'shopkey', status: 404 },
]);

describe('an address of FroDB itself', () => {
  const hosts = ['127.0.0.1', '127.1', '2130706433', '0', '[::1]', '[::ffff:127.0.0.1]', 'localhost'];
  const portOf = (text: string): string => new URL(text).port;
  const ports = (): Record<string, string> => ({
    gateway: portOf(bench.gateway.url),
    postgres: portOf(bench.engines.postgresUrl),
    qdrant: portOf(bench.engines.qdrantUrl),
    ...('endpoint' in bench.engines.objects ? { minio: portOf(bench.engines.objects.endpoint) } : {}),
  });

  it.each(hosts)('is refused by its name %s, new and changed', async (host) => {
    for (const [part, port] of Object.entries(ports())) {
      const body = { url: `http://${host}:${port}/`, secret };
      for (const send of ['POST /webhooks', 'PATCH /webhooks/{hook}'])
        await bench.run({ what: part, send, body, status: 400, problems: [['url', 'own_address']] });
    }
  });
});

it('a key has so many webhooks, and no more', async () => {
  const key = bench.saved.get('otherkey') ?? '';
  for (let n = 0; n < limits.webhooksPerKey; n++)
    expect((await bench.gateway.ask('POST', '/webhooks', { url, secret }, { key })).status).toBe(201);
  expect((await bench.gateway.ask('POST', '/webhooks', { url, secret }, { key })).status).toBe(409);
});
