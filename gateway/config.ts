import { flag, hostNames, matching, optional, seconds, setting, text, url, whole } from './settings.ts';
import type { Read, Setting } from './settings.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Every setting of the gateway, checked. Frozen; made once, at start, by `loadConfig`. */
export interface Config {
  readonly http: HttpConfig;
  /** Taken as the admin key at the first run instead of making one. */
  readonly adminKey: string | null;
  /** How long an engine that is started may take to get ready. */
  readonly engineReadySeconds: number;
  /** Megabytes that must be free on the data folder's disk, else writes that add are refused. */
  readonly minFreeDiskMb: number;
  readonly logLevel: (typeof logLevels)[number];
  readonly postgresPoolConnections: number;
  readonly workers: WorkerConfig;
  readonly write: WriteConfig;
  readonly exports: ExportConfig;
  readonly jobs: JobsConfig;
  readonly webhooks: WebhooksConfig;
  /** Engines that are used and not started. */
  readonly external: ExternalEngines;
}

export interface HttpConfig {
  readonly host: string;
  /** null: the port that the data folder used last, first time 7420; 0: any free one. */
  readonly port: number | null;
  /** Host names, lower case, without port, besides the loopback ones. */
  readonly allowedHosts: readonly string[];
  /** Paths of PEM files. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** How long a stop waits for requests under way. */
  readonly drainSeconds: number;
}

export interface WorkerConfig {
  readonly threads: number;
  /** Heap of one thread. */
  readonly memoryMb: number;
  readonly extractionMaxSeconds: number;
}

/** Times of the write path; the write path's own page says what each is for. */
export interface WriteConfig {
  readonly intentLeaseSeconds: number;
  readonly leaseRenewSeconds: number;
  readonly stagedLeaseSeconds: number;
  readonly engineRetrySeconds: number;
  readonly writeMaxSeconds: number;
  readonly garbageDelaySeconds: number;
  readonly resweepSeconds: number;
  readonly sweepIntervalSeconds: number;
  readonly eventsKeepSeconds: number;
  readonly longestBackoffSeconds: number;
}

export interface ExportConfig {
  /** Each has a connection of its own. */
  readonly mostAtOnce: number;
  /** How long a client may take nothing. */
  readonly idleSeconds: number;
}

/** Of long work; the jobs' own page says what each is for. */
export interface JobsConfig {
  readonly atOnce: { readonly heavy: number; readonly light: number; readonly outgoing: number };
  readonly leaseSeconds: number;
  readonly retrySeconds: number;
  readonly engineWaitSeconds: number;
  readonly keepSeconds: number;
  readonly keepCount: number;
}

export interface WebhooksConfig {
  /** How long a receiver may take. */
  readonly timeoutSeconds: number;
  /** The first pause; each is five times as long as the one before it, and none longer than six hours. */
  readonly retrySeconds: number;
  readonly attempts: number;
  /** Ended deliveries that are kept of one webhook. */
  readonly keepCount: number;
}

export interface ExternalEngines {
  readonly postgresUrl: string | null;
  readonly qdrant: { readonly url: string; readonly apiKey: string | null } | null;
  readonly s3: {
    readonly endpoint: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly region: string;
  } | null;
}

/** Thrown by `loadConfig`; `problems` has one line per thing that is wrong. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings are not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const logLevel: Read<Config['logLevel']> = (given) => {
  const level = logLevels.find((known) => known === given);
  if (level !== undefined) return level;
  throw new Error(`must be one of ${logLevels.join(', ')}`);
};

/** What a data folder listens at that never ran, if it is free. */
export const defaultPort = 7420;

/** The documentation's table is made of this. */
const settings = {
  FRODB_DATA_DIR: optional(text, 'Folder of all data and settings. Default: the one of the operating system'),
  FRODB_HOST: setting(
    matching(/^[A-Za-z0-9.:-]+$/, 'must be an IP address or a host name'),
    '127.0.0.1',
    'Address to listen at, `127.0.0.1` with `::1`. Other than loopback ones need TLS or `FRODB_INSECURE_HTTP=1`',
  ),
  FRODB_PORT: optional(
    whole(0, 65_535),
    `Port to listen at, 0 for a free one. Default: the port this data folder used last, first time ${defaultPort}, else a free one`,
  ),
  FRODB_ALLOWED_HOSTS: setting(
    hostNames,
    [],
    'More host names, separated by commas, under which browsers and clients may reach FroDB',
  ),
  FRODB_INSECURE_HTTP: setting(flag, false, '1 allows plain HTTP at another than a loopback address'),
  FRODB_TLS_CERT_FILE: optional(text, 'PEM file of the certificate chain; HTTPS is served then'),
  FRODB_TLS_KEY_FILE: optional(text, 'PEM file of the private key'),
  FRODB_DRAIN_SECONDS: seconds(10, 'How long a stop waits for requests under way'),
  FRODB_ADMIN_KEY: optional(
    matching(/^frodb_admin_[0-9a-f]{64}$/, 'must be frodb_admin_ and 64 hexadecimal digits (0-9, a-f)'),
    'Taken as the admin key at the first run of a data folder instead of making one',
  ),
  FRODB_LOG_LEVEL: setting(logLevel, 'info', 'What is logged'),
  FRODB_MIN_FREE_DISK_MB: setting(
    whole(0, 1_000_000_000),
    256,
    'Megabytes that must be free on the disk of the data folder: with less FroDB does not start, and one that runs refuses writes that add (507) until there is room again',
  ),
  FRODB_ENGINE_READY_SECONDS: seconds(120, 'How long an engine may take to get ready'),
  FRODB_POSTGRES_URL: optional(
    url('postgres://', 'postgresql://'),
    'A Postgres 16 to use; none is started then',
  ),
  FRODB_POSTGRES_POOL_CONNECTIONS: setting(whole(2, 500), 10, 'Connections that requests share'),
  FRODB_QDRANT_URL: optional(url('http://', 'https://'), 'A Qdrant to use; none is started then'),
  FRODB_QDRANT_API_KEY: optional(text, 'Its key'),
  FRODB_S3_ENDPOINT: optional(url('http://', 'https://'), 'An S3 store to use; no MinIO is started then'),
  FRODB_S3_ACCESS_KEY: optional(text, 'Its access key'),
  FRODB_S3_SECRET_KEY: optional(text, 'Its secret key'),
  FRODB_S3_REGION: setting(text, 'us-east-1', 'Its region'),
  FRODB_WORKER_THREADS: setting(
    whole(1, 64),
    2,
    'Threads that read documents, and as many that read large bodies',
  ),
  FRODB_WORKER_MEMORY_MB: setting(whole(64, 65_536), 1_024, 'Heap of one such thread, megabytes'),
  FRODB_EXTRACTION_MAX_SECONDS: seconds(300, 'A document that takes longer to read is refused'),
  FRODB_WRITE_MAX_SECONDS: seconds(600, 'Upper bound of one write’s uploads, extraction and puts'),
  FRODB_INTENT_LEASE_SECONDS: seconds(30, 'A write whose gateway is silent for so long is undone'),
  FRODB_LEASE_RENEW_SECONDS: seconds(10, 'How often a gateway renews the leases of its writes'),
  FRODB_STAGED_LEASE_SECONDS: seconds(86_400, 'How long a staged upload waits for its record'),
  FRODB_ENGINE_RETRY_SECONDS: seconds(30, 'A write fails when an engine has not answered for so long'),
  FRODB_SWEEP_INTERVAL_SECONDS: seconds(60, 'How often what nothing refers to is collected'),
  // After an end without order the stores are compared by the events of the last five minutes.
  FRODB_EVENTS_KEEP_SECONDS: seconds(
    604_800,
    'Events that are older than the newest one by more than this are deleted; audit rows never are',
    300,
  ),
  FRODB_GARBAGE_DELAY_SECONDS: seconds(300, 'How long what was replaced is kept for readers that hold it'),
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: seconds(600, 'An undone write is cleaned up once more after this'),
  FRODB_JOBS_HEAVY_AT_ONCE: setting(
    whole(1, 64),
    2,
    'Heavy jobs (imports, rebuilt indexes) that run at a time',
  ),
  FRODB_JOBS_LIGHT_AT_ONCE: setting(whole(1, 256), 8, 'Light jobs (single writes) that run at a time'),
  FRODB_JOBS_OUTGOING_AT_ONCE: setting(whole(1, 256), 16, 'Webhooks that are sent to at a time'),
  FRODB_JOBS_LEASE_SECONDS: seconds(
    30,
    'A job whose gateway is silent for so long is begun again by another one',
  ),
  FRODB_JOBS_RETRY_SECONDS: seconds(
    1,
    'Pause before a job that failed is tried again; each is twice as long as the one before it, at most five minutes',
  ),
  FRODB_JOBS_ENGINE_WAIT_SECONDS: seconds(
    86_400,
    'How long a job waits for an engine that is down before it fails',
  ),
  FRODB_JOBS_KEEP_SECONDS: seconds(2_592_000, 'How long ended jobs are kept'),
  FRODB_JOBS_KEEP_COUNT: setting(whole(1, 1_000_000), 10_000, 'How many ended jobs are kept, at most'),
  FRODB_WEBHOOKS_TIMEOUT_SECONDS: seconds(15, 'How long the receiver of a webhook may take to answer'),
  FRODB_WEBHOOKS_RETRY_SECONDS: seconds(
    5,
    'Pause before a delivery that failed is tried again; each is five times as long as the one before it, at most six hours',
  ),
  FRODB_WEBHOOKS_ATTEMPTS: setting(
    whole(1, 100),
    10,
    'A delivery that has failed so often is given up, until it is retried by hand',
  ),
  FRODB_WEBHOOKS_KEEP_COUNT: setting(
    whole(1, 1_000_000),
    10_000,
    'How many ended deliveries of a webhook are kept, at most; each goes with its event',
  ),
  FRODB_SWEEP_BACKOFF_MAX_SECONDS: seconds(
    3_600,
    'What an engine that is down could not delete is tried again after ever longer pauses, at most this',
  ),
  FRODB_EXPORTS_AT_ONCE: setting(
    whole(1, 100),
    4,
    'Exports that may run at once, each on a connection of its own; more are answered 503',
  ),
  FRODB_EXPORT_IDLE_SECONDS: seconds(
    120,
    'An export is cut off when its client has taken nothing for so long',
  ),
};

type Name = keyof typeof settings;
type Values = { [K in Name]: (typeof settings)[K]['fallback'] };

/**
 * Reads FRODB_* variables; an empty one counts as not set, others than ours are not looked at. Throws ConfigError
 * with everything that is wrong.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values = readAll(env);
  const problems = contradictions(values);
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(toConfig(values));
}

function readAll(env: Readonly<Record<string, string | undefined>>): Values {
  const problems: string[] = [];
  const values = Object.entries<Setting<unknown>>(settings).map(([name, { read, fallback }]) => {
    const given = env[name]?.trim() ?? '';
    try {
      return [name, given === '' ? fallback : read(given)];
    } catch (error) {
      problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
      return [name, fallback];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(values) as Values;
}

const loopback = ['127.0.0.1', 'localhost', '::1'];

function contradictions(values: Values): string[] {
  const problems: string[] = [];
  const together = (names: Name[]): void => {
    const missing = names.filter((name) => values[name] === null);
    if (missing.length > 0 && missing.length < names.length) {
      problems.push(`${missing.join(', ')} must be set too: ${names.join(', ')} belong together`);
    }
  };
  together(['FRODB_TLS_CERT_FILE', 'FRODB_TLS_KEY_FILE']);
  together(['FRODB_S3_ENDPOINT', 'FRODB_S3_ACCESS_KEY', 'FRODB_S3_SECRET_KEY']);
  const isOpen = !loopback.includes(values.FRODB_HOST.toLowerCase());
  if (isOpen && !values.FRODB_INSECURE_HTTP && values.FRODB_TLS_CERT_FILE === null) {
    problems.push(
      `FRODB_HOST ${values.FRODB_HOST} is reachable from other machines: set FRODB_TLS_CERT_FILE and FRODB_TLS_KEY_FILE, or FRODB_INSECURE_HTTP=1 to send keys and data in the clear`,
    );
  }
  if (values.FRODB_LEASE_RENEW_SECONDS >= values.FRODB_INTENT_LEASE_SECONDS) {
    problems.push('FRODB_LEASE_RENEW_SECONDS must be less than FRODB_INTENT_LEASE_SECONDS');
  }
  return problems;
}

function toConfig(values: Values): Config {
  const { FRODB_TLS_CERT_FILE: certFile, FRODB_TLS_KEY_FILE: keyFile } = values;
  return {
    http: {
      host: values.FRODB_HOST,
      port: values.FRODB_PORT,
      allowedHosts: values.FRODB_ALLOWED_HOSTS,
      tls: certFile !== null && keyFile !== null ? { certFile, keyFile } : null,
      drainSeconds: values.FRODB_DRAIN_SECONDS,
    },
    adminKey: values.FRODB_ADMIN_KEY,
    engineReadySeconds: values.FRODB_ENGINE_READY_SECONDS,
    minFreeDiskMb: values.FRODB_MIN_FREE_DISK_MB,
    logLevel: values.FRODB_LOG_LEVEL,
    postgresPoolConnections: values.FRODB_POSTGRES_POOL_CONNECTIONS,
    workers: {
      threads: values.FRODB_WORKER_THREADS,
      memoryMb: values.FRODB_WORKER_MEMORY_MB,
      extractionMaxSeconds: values.FRODB_EXTRACTION_MAX_SECONDS,
    },
    write: {
      intentLeaseSeconds: values.FRODB_INTENT_LEASE_SECONDS,
      leaseRenewSeconds: values.FRODB_LEASE_RENEW_SECONDS,
      stagedLeaseSeconds: values.FRODB_STAGED_LEASE_SECONDS,
      engineRetrySeconds: values.FRODB_ENGINE_RETRY_SECONDS,
      writeMaxSeconds: values.FRODB_WRITE_MAX_SECONDS,
      garbageDelaySeconds: values.FRODB_GARBAGE_DELAY_SECONDS,
      resweepSeconds: values.FRODB_ROLLED_BACK_RESWEEP_SECONDS,
      sweepIntervalSeconds: values.FRODB_SWEEP_INTERVAL_SECONDS,
      eventsKeepSeconds: values.FRODB_EVENTS_KEEP_SECONDS,
      longestBackoffSeconds: values.FRODB_SWEEP_BACKOFF_MAX_SECONDS,
    },
    exports: {
      mostAtOnce: values.FRODB_EXPORTS_AT_ONCE,
      idleSeconds: values.FRODB_EXPORT_IDLE_SECONDS,
    },
    jobs: {
      atOnce: {
        heavy: values.FRODB_JOBS_HEAVY_AT_ONCE,
        light: values.FRODB_JOBS_LIGHT_AT_ONCE,
        outgoing: values.FRODB_JOBS_OUTGOING_AT_ONCE,
      },
      leaseSeconds: values.FRODB_JOBS_LEASE_SECONDS,
      retrySeconds: values.FRODB_JOBS_RETRY_SECONDS,
      engineWaitSeconds: values.FRODB_JOBS_ENGINE_WAIT_SECONDS,
      keepSeconds: values.FRODB_JOBS_KEEP_SECONDS,
      keepCount: values.FRODB_JOBS_KEEP_COUNT,
    },
    webhooks: {
      timeoutSeconds: values.FRODB_WEBHOOKS_TIMEOUT_SECONDS,
      retrySeconds: values.FRODB_WEBHOOKS_RETRY_SECONDS,
      attempts: values.FRODB_WEBHOOKS_ATTEMPTS,
      keepCount: values.FRODB_WEBHOOKS_KEEP_COUNT,
    },
    external: toExternal(values),
  };
}

function toExternal(values: Values): ExternalEngines {
  const { FRODB_QDRANT_URL: qdrantUrl, FRODB_QDRANT_API_KEY: apiKey } = values;
  const {
    FRODB_S3_ENDPOINT: endpoint,
    FRODB_S3_ACCESS_KEY: accessKey,
    FRODB_S3_SECRET_KEY: secretKey,
  } = values;
  const hasS3 = endpoint !== null && accessKey !== null && secretKey !== null;
  return {
    postgresUrl: values.FRODB_POSTGRES_URL,
    qdrant: qdrantUrl === null ? null : { url: qdrantUrl, apiKey },
    s3: hasS3 ? { endpoint, accessKey, secretKey, region: values.FRODB_S3_REGION } : null,
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(value);
}

/** The settings as rows of `docs/configuration.md`. */
export function describeSettings(): { name: string; fallback: string; meaning: string }[] {
  return Object.entries<Setting<Values[Name]>>(settings).map(([name, { fallback, meaning }]) => {
    const shown = typeof fallback === 'boolean' ? Number(fallback) : (fallback ?? '');
    return { name, fallback: String(shown), meaning };
  });
}
