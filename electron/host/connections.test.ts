import { expect, test } from 'vitest';
import { externalEngines } from '../../test/support/external-engines.ts';
import type { OwnEngines } from '../supervisor/supervisor.ts';
import { connectionsOf } from './connections.ts';
import { loadSettings } from './settings.ts';

const own: OwnEngines = {
  ports: new Map([
    ['postgres', 1],
    ['qdrant', 2],
    ['minio', 3],
  ]),
  credentials: { postgresPassword: 'p', qdrantApiKey: 'q', minioUser: 'u', minioPassword: 'm' },
  objects: '/data/objects',
};

const externalOf = (env: Record<string, string>) => loadSettings(env).gateway.external;

test('the gateway is told the ports and secrets of our own engines', () => {
  expect(connectionsOf(externalOf({}), own)).toEqual({
    postgresUrl: 'postgresql://frodb:p@127.0.0.1:1/frodb',
    qdrantUrl: 'http://127.0.0.1:2',
    qdrantApiKey: 'q',
    objects: {
      kind: 'minio',
      endpoint: 'http://127.0.0.1:3',
      accessKey: 'u',
      secretKey: 'm',
      region: 'us-east-1',
    },
  });
});

test('without MinIO files are in a folder', () => {
  const ports = new Map([['postgres', 1] as const]);
  expect(connectionsOf(externalOf({}), { ...own, ports }).objects).toEqual({
    kind: 'filesystem',
    dir: '/data/objects',
  });
});

test('external engines are told as they are configured, without secrets of ours', () => {
  expect(connectionsOf(externalOf(externalEngines), { ...own, ports: new Map() })).toEqual({
    postgresUrl: externalEngines.FRODB_POSTGRES_URL,
    qdrantUrl: externalEngines.FRODB_QDRANT_URL,
    objects: {
      kind: 's3',
      endpoint: 'https://s3.example',
      accessKey: 'a',
      secretKey: 's',
      region: 'us-east-1',
    },
  });
});
