import { SupervisorError } from './supervisor-error.ts';

/** An object store that is there already. */
export interface ExternalObjects {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  region: string;
}

/** What the supervisor is told from outside. Engines that are named here are used and not started. */
export interface SupervisorConfig {
  postgresUrl?: string;
  qdrant?: { url: string; apiKey?: string };
  objects?: ExternalObjects;
  /** Megabytes that must be free on the data folder's disk. */
  minFreeDiskMb: number;
  /** How long an engine may take to get ready, in seconds. */
  engineReadySeconds: number;
}

/** Reads FRODB_* variables; throws `bad_config` with all that is wrong. */
export function loadSupervisorConfig(env: Readonly<Record<string, string | undefined>>): SupervisorConfig {
  const problems: string[] = [];
  const read = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const readNumber = (name: string, fallback: number): number => {
    const text = read(name);
    if (text === undefined) return fallback;
    if (/^\d{1,12}$/.test(text)) return Number(text);
    problems.push(`${name} must be a whole number, not "${text}"`);
    return fallback;
  };
  const config: SupervisorConfig = {
    minFreeDiskMb: readNumber('FRODB_MIN_FREE_DISK_MB', 256),
    engineReadySeconds: readNumber('FRODB_ENGINE_READY_SECONDS', 120),
  };
  const postgresUrl = read('FRODB_POSTGRES_URL');
  if (postgresUrl !== undefined) config.postgresUrl = postgresUrl;
  const qdrantUrl = read('FRODB_QDRANT_URL');
  const apiKey = read('FRODB_QDRANT_API_KEY');
  if (qdrantUrl !== undefined)
    config.qdrant = { url: qdrantUrl, ...(apiKey === undefined ? {} : { apiKey }) };
  const endpoint = read('FRODB_S3_ENDPOINT');
  if (endpoint !== undefined) {
    const accessKey = read('FRODB_S3_ACCESS_KEY') ?? '';
    const secretKey = read('FRODB_S3_SECRET_KEY') ?? '';
    if (accessKey === '' || secretKey === '') {
      problems.push('FRODB_S3_ENDPOINT needs FRODB_S3_ACCESS_KEY and FRODB_S3_SECRET_KEY');
    }
    config.objects = { endpoint, accessKey, secretKey, region: read('FRODB_S3_REGION') ?? 'us-east-1' };
  }
  if (problems.length > 0) {
    throw new SupervisorError('bad_config', `The settings are not valid: ${problems.join('; ')}.`);
  }
  return config;
}
