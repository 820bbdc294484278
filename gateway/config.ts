import { z } from 'zod';

/** Every setting of the gateway, checked. Frozen; made once, at start, by `loadConfig`. */
export interface Config {
  /** null: the folder is chosen by who starts FroDB. */
  readonly dataDir: string | null;
  readonly http: HttpConfig;
  /** Taken as the admin key at the first run instead of making one. */
  readonly adminKey: string | null;
  /** Megabytes that must be free on the data folder's disk, else writes that add are refused. */
  readonly minFreeDiskMb: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly postgresPoolConnections: number;
  readonly workers: WorkerConfig;
  readonly write: WriteConfig;
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
  readonly longestBackoffSeconds: number;
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

const number = z
  .string()
  .transform((text) => (/^\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN));

function seconds(fallback: number) {
  const rule = number.pipe(
    z.number('must be a number of seconds, fractions allowed').positive('must be more than 0'),
  );
  return rule.default(fallback);
}

function whole(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return number.pipe(z.number(message).int(message).min(min, message).max(max, message));
}

function url(protocols: readonly string[]) {
  const message = `must be an address that begins with ${protocols.join(' or ')}`;
  return z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(`${new URL(text).protocol}//`), message);
}

const flag = z.enum(['0', '1'], 'must be 0 or 1').transform((text) => text === '1');
const hostName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$|^\[[0-9a-f:.]+\]$/;
const hostList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  )
  .refine(
    (names) => names.every((name) => hostName.test(name)),
    'must be host names without port, separated by commas',
  );
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Each setting: what it means and how it is read. The documentation's table is made of this. */
const settings = z.object({
  FRODB_DATA_DIR: z
    .string()
    .optional()
    .describe('Folder of all data and settings. Default: the one of the operating system'),
  FRODB_HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/, 'must be an IP address or a host name')
    .default('127.0.0.1')
    .describe(
      'Address to listen at, `127.0.0.1` with `::1`. Other than loopback ones need TLS or `FRODB_INSECURE_HTTP=1`',
    ),
  FRODB_PORT: whole(0, 65_535)
    .optional()
    .describe(
      'Port to listen at, 0 for a free one. Default: the port this data folder used last, first time 7420, else a free one',
    ),
  FRODB_ALLOWED_HOSTS: hostList
    .default([])
    .describe('More host names, separated by commas, under which browsers and clients may reach FroDB'),
  FRODB_INSECURE_HTTP: flag.default(false).describe('1 allows plain HTTP at another than a loopback address'),
  FRODB_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe('PEM file of the certificate chain; HTTPS is served then'),
  FRODB_TLS_KEY_FILE: z.string().optional().describe('PEM file of the private key'),
  FRODB_DRAIN_SECONDS: seconds(10).describe('How long a stop waits for requests under way'),
  FRODB_ADMIN_KEY: z
    .string()
    .regex(/^frodb_admin_[0-9a-f]{64}$/, 'must be frodb_admin_ and 64 hexadecimal digits (0-9, a-f)')
    .optional()
    .describe('Taken as the admin key at the first run of a data folder instead of making one'),
  FRODB_LOG_LEVEL: z
    .enum(levels, `must be one of ${levels.join(', ')}`)
    .default('info')
    .describe('What is logged'),
  FRODB_MIN_FREE_DISK_MB: whole(0, 1_000_000_000)
    .default(256)
    .describe(
      'Megabytes that must be free on the disk of the data folder: with less FroDB does not start, and one that runs refuses writes that add (507) until there is room again',
    ),
  FRODB_POSTGRES_URL: url(['postgres://', 'postgresql://'])
    .optional()
    .describe('A Postgres 16 to use; none is started then'),
  FRODB_POSTGRES_POOL_CONNECTIONS: whole(2, 500).default(10).describe('Connections that requests share'),
  FRODB_QDRANT_URL: url(['http://', 'https://']).optional().describe('A Qdrant to use; none is started then'),
  FRODB_QDRANT_API_KEY: z.string().optional().describe('Its key'),
  FRODB_S3_ENDPOINT: url(['http://', 'https://'])
    .optional()
    .describe('An S3 store to use; no MinIO is started then'),
  FRODB_S3_ACCESS_KEY: z.string().optional().describe('Its access key'),
  FRODB_S3_SECRET_KEY: z.string().optional().describe('Its secret key'),
  FRODB_S3_REGION: z.string().default('us-east-1').describe('Its region'),
  FRODB_WORKER_THREADS: whole(1, 64)
    .default(2)
    .describe('Threads that read documents, and as many that read large bodies'),
  FRODB_WORKER_MEMORY_MB: whole(64, 65_536).default(1_024).describe('Heap of one such thread, megabytes'),
  FRODB_EXTRACTION_MAX_SECONDS: seconds(300).describe('A document that takes longer to read is refused'),
  FRODB_WRITE_MAX_SECONDS: seconds(600).describe('Upper bound of one write’s uploads, extraction and puts'),
  FRODB_INTENT_LEASE_SECONDS: seconds(30).describe('A write whose gateway is silent for so long is undone'),
  FRODB_LEASE_RENEW_SECONDS: seconds(10).describe('How often a gateway renews the leases of its writes'),
  FRODB_STAGED_LEASE_SECONDS: seconds(86_400).describe('How long a staged upload waits for its record'),
  FRODB_ENGINE_RETRY_SECONDS: seconds(30).describe(
    'A write fails when an engine has not answered for so long',
  ),
  FRODB_SWEEP_INTERVAL_SECONDS: seconds(60).describe('How often what nothing refers to is collected'),
  FRODB_GARBAGE_DELAY_SECONDS: seconds(300).describe(
    'How long what was replaced is kept for readers that hold it',
  ),
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: seconds(600).describe(
    'An undone write is cleaned up once more after this',
  ),
  FRODB_SWEEP_BACKOFF_MAX_SECONDS: seconds(3_600).describe(
    'What an engine that is down could not delete is tried again after ever longer pauses, at most this',
  ),
});

type Values = z.output<typeof settings>;

/**
 * Reads FRODB_* variables; an empty one counts as not set, others than ours are not looked at. Throws ConfigError
 * with everything that is wrong.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.keys(settings.shape).map((name) => [name, env[name]?.trim() || undefined]);
  const parsed = settings.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`));
  }
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(toConfig(parsed.data));
}

const loopback = ['127.0.0.1', 'localhost', '::1'];

function contradictions(values: Values): string[] {
  const problems: string[] = [];
  const together = (names: (keyof Values)[]): void => {
    const missing = names.filter((name) => values[name] === undefined);
    if (missing.length > 0 && missing.length < names.length) {
      problems.push(`${missing.join(', ')} must be set too: ${names.join(', ')} belong together`);
    }
  };
  together(['FRODB_TLS_CERT_FILE', 'FRODB_TLS_KEY_FILE']);
  together(['FRODB_S3_ENDPOINT', 'FRODB_S3_ACCESS_KEY', 'FRODB_S3_SECRET_KEY']);
  const isOpen = !loopback.includes(values.FRODB_HOST.toLowerCase());
  if (isOpen && !values.FRODB_INSECURE_HTTP && values.FRODB_TLS_CERT_FILE === undefined) {
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
    dataDir: values.FRODB_DATA_DIR ?? null,
    http: {
      host: values.FRODB_HOST,
      port: values.FRODB_PORT ?? null,
      allowedHosts: values.FRODB_ALLOWED_HOSTS,
      tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : null,
      drainSeconds: values.FRODB_DRAIN_SECONDS,
    },
    adminKey: values.FRODB_ADMIN_KEY ?? null,
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
      longestBackoffSeconds: values.FRODB_SWEEP_BACKOFF_MAX_SECONDS,
    },
    external: toExternal(values),
  };
}

function toExternal(values: Values): ExternalEngines {
  const { FRODB_QDRANT_URL: qdrantUrl, FRODB_QDRANT_API_KEY: apiKey = null } = values;
  const {
    FRODB_S3_ENDPOINT: endpoint,
    FRODB_S3_ACCESS_KEY: accessKey,
    FRODB_S3_SECRET_KEY: secretKey,
  } = values;
  const hasS3 = endpoint !== undefined && accessKey !== undefined && secretKey !== undefined;
  return {
    postgresUrl: values.FRODB_POSTGRES_URL ?? null,
    qdrant: qdrantUrl === undefined ? null : { url: qdrantUrl, apiKey },
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
  return Object.entries(settings.shape).map(([name, rule]) => {
    const fallback = rule instanceof z.ZodDefault ? shown(rule.def.defaultValue) : '';
    return { name, fallback, meaning: rule.description ?? '' };
  });
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}
