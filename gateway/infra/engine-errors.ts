import { unavailable } from '../errors.ts';
import type { AppError } from '../errors.ts';

/** The stores behind the gateway, as problem documents and health name them. */
export type EngineName = 'postgres' | 'qdrant' | 'minio' | 's3' | 'filesystem';

const networkReasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'the connection broke',
  ECONNABORTED: 'the connection broke',
  EPIPE: 'the connection broke',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection broke',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name could not be looked up',
  EHOSTUNREACH: 'its host can not be reached',
  ENETUNREACH: 'its network can not be reached',
  ETIMEDOUT: 'it did not answer in time',
  ENGINE_TIMEOUT: 'it did not answer in time',
  ENGINE_NOT_HTTP: 'what listens at its address does not speak HTTP',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_DESTROYED: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it did not answer in time',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate can not be verified',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
};

/** 503 for a failure of the connection itself, or undefined when `error` is something else. */
export function networkError(engine: EngineName, error: unknown): AppError | undefined {
  const reason = networkReason(error);
  return reason === undefined ? undefined : unavailable(engine, reason, error);
}

/** Why a connection failed, in words, or undefined when `error` is something else. */
export function networkReason(error: unknown): string | undefined {
  const code = errorCode(error);
  return code === undefined ? undefined : networkReasons[code];
}

/** The `code` of a Node error, also of an AggregateError of several addresses tried. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? errorCode(error.errors[0]) : undefined;
}

export function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
