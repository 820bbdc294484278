import { afterAll, beforeAll, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;
let reader: string;

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  const made = await gateway.ask('POST', '/api-keys', { name: 'reader', type: 'readonly' });
  reader = String(made.json['key']);
});
afterAll(async () => {
  await gateway.close();
  await engines.drop();
});

it('says what it is, and to admins where its data lies and how much room is there', async () => {
  const { status, json } = await gateway.ask('GET', '/system');
  expect(status).toBe(200);
  expect(json).toMatchObject({
    version: packageJson.version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    data_dir: gateway.dataDir,
  });
  expect(Date.parse(String(json['started_at']))).toBeLessThan(Date.now());
  const disk = json['disk'] as Record<string, number>;
  expect(disk['free_bytes']).toBeGreaterThan(0);
  expect(disk['total_bytes']).toBeGreaterThan(disk['free_bytes'] ?? 0);

  const seen = await gateway.ask('GET', '/system', undefined, { key: reader });
  expect(seen.json).toEqual({ ...json, data_dir: null, disk: null });
  expect((await gateway.ask('GET', '/system', undefined, { key: null })).status).toBe(401);
});

it('names every part with its licence, and offers the source of MinIO', async () => {
  const { status, json } = await gateway.ask('GET', '/system/licences', undefined, { key: reader });
  expect(status).toBe(200);
  const items = json['items'] as Record<string, string | null>[];
  const part = (name: string) => items.find((item) => item['name'] === name);
  expect(part('frodb')).toMatchObject({ kind: 'frodb', licence: 'Apache-2.0' });
  expect(part('minio')).toMatchObject({ kind: 'engine', licence: 'AGPL-3.0-only' });
  expect(part('minio')?.['source']).toMatch(/^https:\/\/github\.com\/minio\/minio\/tree\//);
  expect(part('minio')?.['notice']).toContain('source');
  expect(part('fastify')).toMatchObject({ kind: 'library', licence: 'MIT' });
  expect(part('fastify')?.['text']).toContain('Permission is hereby granted');
  // Tools for the development of FroDB do not ship.
  expect(part('vitest')).toBeUndefined();
});
