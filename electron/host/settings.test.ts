import { expect, test } from 'vitest';
import { externalEngines } from '../../test/support/external-engines.ts';
import { loadSettings } from './settings.ts';

test('one reading of the variables gives both configurations', () => {
  const { gateway, supervisor } = loadSettings({
    FRODB_MIN_FREE_DISK_MB: '7',
    FRODB_ENGINE_READY_SECONDS: '2.5',
    FRODB_QDRANT_URL: 'http://vectors.example:6333',
  });
  expect(gateway.minFreeDiskMb).toBe(7);
  expect(supervisor).toEqual({ external: ['qdrant'], minFreeDiskMb: 7, engineReadySeconds: 2.5 });
  expect(loadSettings(externalEngines).supervisor.external).toEqual(['postgres', 'qdrant', 'minio']);
});

test('what the command line says goes before the variable', () => {
  const env = { FRODB_PORT: '1', FRODB_DATA_DIR: '/srv/one', FRODB_CACHE_DIR: '/srv/cache' };
  expect(loadSettings(env)).toMatchObject({ dataDir: '/srv/one', cacheDir: '/srv/cache' });
  const settings = loadSettings(env, { port: '0', dataDir: '/srv/two' });
  expect(settings.gateway.http.port).toBe(0);
  expect(settings.dataDir).toBe('/srv/two');
});

test('all that is wrong is named at once', () => {
  const env = {
    FRODB_MIN_FREE_DISK_MB: 'much',
    FRODB_ENGINE_READY_SECONDS: '-1',
    FRODB_LOG_LEVEL: 'loud',
  };
  expect(() => loadSettings(env)).toThrow(
    /FRODB_LOG_LEVEL.*\n.*FRODB_MIN_FREE_DISK_MB.*\n.*FRODB_ENGINE_READY/,
  );
  expect(() => loadSettings({ FRODB_S3_ENDPOINT: 'http://x' })).toThrow('FRODB_S3_ACCESS_KEY');
});
