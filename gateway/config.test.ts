import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { ConfigError, describeSettings, loadConfig } from './config.ts';

const adminKey = `frodb_admin_${'a1'.repeat(32)}`;

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('has a default for everything', () => {
    const config = loadConfig({});
    expect(config.http).toEqual({
      host: '127.0.0.1',
      port: null,
      allowedHosts: [],
      tls: null,
      drainSeconds: 10,
    });
    expect(config.write).toEqual({
      eventsKeepSeconds: 604_800,
      intentLeaseSeconds: 30,
      leaseRenewSeconds: 10,
      stagedLeaseSeconds: 86_400,
      engineRetrySeconds: 30,
      writeMaxSeconds: 600,
      garbageDelaySeconds: 300,
      resweepSeconds: 600,
      sweepIntervalSeconds: 60,
      longestBackoffSeconds: 3_600,
    });
    expect(config.external).toEqual({ postgresUrl: null, qdrant: null, s3: null });
    expect(config.adminKey).toBeNull();
  });

  it('reads what is set; an empty variable counts as not set', () => {
    const config = loadConfig({
      FRODB_PORT: '0',
      FRODB_HOST: '',
      FRODB_ALLOWED_HOSTS: 'FroDB.example, 10.0.0.5',
      FRODB_SWEEP_INTERVAL_SECONDS: '0.25',
      FRODB_ADMIN_KEY: adminKey,
      FRODB_S3_ENDPOINT: 'http://127.0.0.1:9000',
      FRODB_S3_ACCESS_KEY: 'a',
      FRODB_S3_SECRET_KEY: 's',
      OTHER: 'x',
    });
    expect(config.http).toMatchObject({
      host: '127.0.0.1',
      port: 0,
      allowedHosts: ['frodb.example', '10.0.0.5'],
    });
    expect(config.write.sweepIntervalSeconds).toBe(0.25);
    expect(config.adminKey).toBe(adminKey);
    expect(config.external.s3).toMatchObject({ region: 'us-east-1', accessKey: 'a' });
  });

  it('is frozen to the bottom', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.http.allowedHosts)).toBe(true);
  });

  it('reports every problem at once', () => {
    const problems = problemsOf({
      FRODB_PORT: '70000',
      FRODB_LOG_LEVEL: 'loud',
      FRODB_ADMIN_KEY: 'secret',
      FRODB_WRITE_MAX_SECONDS: '-1',
      FRODB_GARBAGE_DELAY_SECONDS: 'soon',
      FRODB_INSECURE_HTTP: 'yes',
      FRODB_QDRANT_URL: 'localhost:6333',
    });
    expect(new Set(problems.map((problem) => problem.split(' ')[0]))).toEqual(
      new Set([
        'FRODB_ADMIN_KEY',
        'FRODB_GARBAGE_DELAY_SECONDS',
        'FRODB_INSECURE_HTTP',
        'FRODB_LOG_LEVEL',
        'FRODB_PORT',
        'FRODB_QDRANT_URL',
        'FRODB_WRITE_MAX_SECONDS',
      ]),
    );
    expect(problems.join()).not.toContain('secret ');
  });

  it.each([
    [{ FRODB_HOST: '0.0.0.0' }, 'FRODB_INSECURE_HTTP=1'],
    [{ FRODB_TLS_CERT_FILE: '/c.pem' }, 'FRODB_TLS_KEY_FILE must be set too'],
    [{ FRODB_S3_ENDPOINT: 'http://s3.example' }, 'FRODB_S3_ACCESS_KEY, FRODB_S3_SECRET_KEY must be set too'],
    [{ FRODB_LEASE_RENEW_SECONDS: '40' }, 'less than FRODB_INTENT_LEASE_SECONDS'],
    [{ FRODB_EVENTS_KEEP_SECONDS: '60' }, 'FRODB_EVENTS_KEEP_SECONDS must be at least 300'],
    [{ FRODB_ALLOWED_HOSTS: 'http://frodb.example/' }, 'host names'],
  ])('refuses what contradicts itself: %j', (env, says) => {
    expect(problemsOf(env).join('\n')).toContain(says);
  });

  it('takes another address with TLS or with the explicit word', () => {
    expect(problemsOf({ FRODB_HOST: '0.0.0.0', FRODB_INSECURE_HTTP: '1' })).toEqual([]);
    expect(
      problemsOf({ FRODB_HOST: '0.0.0.0', FRODB_TLS_CERT_FILE: '/c', FRODB_TLS_KEY_FILE: '/k' }),
    ).toEqual([]);
  });
});

describe('docs/configuration.md', () => {
  it('is the table of the settings; `npx vitest run --project unit gateway/config.test.ts -u` makes it anew', async () => {
    const rows = describeSettings().map(
      ({ name, fallback, meaning }) =>
        `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${meaning} |`,
    );
    const page = [
      '# Configuration',
      '',
      'Generated from `gateway/config.ts`. FroDB is set up by environment variables; each has its unit in its name, and',
      'all that end in `_SECONDS` take fractions. A bad value stops the start with a list of all that is wrong.',
      '',
      '| variable | default | meaning |',
      '| --- | --- | --- |',
      ...rows,
      '',
      '## Before the gateway',
      '',
      'Read by whatever fetches the engines.',
      '',
      '| variable | default | meaning |',
      '| --- | --- | --- |',
      '| `FRODB_CACHE_DIR` | | Folder where fetched engines are kept, in `engines`. Default: the one of the operating system |',
      '| `FRODB_ENGINES_DIR` | | A folder with the engines, for a machine without a network |',
      '| `FRODB_ENGINES_MIRROR` | | Address of a mirror to fetch engines from |',
      '| `FRODB_POSTGRES_BIN`, `FRODB_QDRANT_BIN`, `FRODB_MINIO_BIN` | | An engine of your own: the folder of a Postgres 16, the others’ files |',
      '| `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` | | Proxies by which engines are fetched, as http://user:password@host:port |',
    ].join('\n');
    await expect(await format(page, { parser: 'markdown' })).toMatchFileSnapshot('../docs/configuration.md');
  });
});
