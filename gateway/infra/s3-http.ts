import http from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream';
import type { Readable, Transform } from 'node:stream';
import { coded, errorCode, networkError } from './engine-errors.ts';
import type { EngineName } from './engine-errors.ts';
import { retryWhileUnavailable } from './engine-retry.ts';

export interface HttpRequest {
  method: string;
  /** Sent as it is: no part of the path is normalised. */
  url: string;
  headers?: http.OutgoingHttpHeaders;
  body?: string | Buffer;
  signal?: AbortSignal | undefined;
  /** How long the engine may stay silent while it is its turn; default: as given for all. */
  timeoutMs?: number;
  /** Said twice is the same as said once: then a kept-alive connection that the engine had closed is no failure. */
  isIdempotent?: boolean;
}

export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** Keep-alive HTTP to an object store. Whatever breaks the connection is thrown as `unavailable` (503). */
export interface S3Http {
  /** One request, one answer read whole. */
  call(request: HttpRequest): Promise<HttpAnswer>;
  /** The answer's body as a stream; its status is the caller's to judge. */
  open(request: HttpRequest): Promise<http.IncomingMessage>;
  /**
   * Streams `body` through `meter`; the headers state the length. Reads nothing of it before the connection stands, for
   * which it tries as long as the engine may take to answer; afterwards `body` is consumed or destroyed. A failure of
   * `body` itself is thrown as it is.
   */
  stream(request: HttpRequest, body: Readable, meter?: Transform): Promise<HttpAnswer>;
  close(): void;
}

/** Shorter than the stores' own: a request must not meet a connection that is just being closed. */
const keepAliveMs = 4_000;
const defaultTimeoutMs = 30_000;

export function createS3Http(
  engine: EngineName,
  endpoint: string,
  answerTimeoutMs = defaultTimeoutMs,
): S3Http {
  const client = endpoint.startsWith('https:') ? https : http;
  const agent = new client.Agent({
    keepAlive: true,
    timeout: keepAliveMs,
    maxSockets: 64,
    maxFreeSockets: 16,
  });
  const translate = (error: unknown): unknown => networkError(engine, error) ?? error;

  function start(request: HttpRequest): http.ClientRequest {
    const { method, url, headers, signal } = request;
    const pathAt = url.indexOf('/', url.indexOf('//') + 2);
    const origin = new URL(url.slice(0, pathAt));
    const started = client.request({
      agent,
      method,
      host: origin.hostname,
      port: origin.port,
      path: url.slice(pathAt),
      headers: { ...headers, host: origin.host },
      ...(signal ? { signal } : {}),
    });
    endWhenSilent(started, request.timeoutMs ?? answerTimeoutMs);
    return started;
  }

  async function exchange(request: HttpRequest): Promise<http.IncomingMessage> {
    for (;;) {
      const sent = start(request);
      try {
        sent.end(request.body);
        return await answerTo(sent);
      } catch (error) {
        const isStale =
          sent.reusedSocket &&
          networkError(engine, error) !== undefined &&
          errorCode(error) !== 'ENGINE_TIMEOUT';
        if (!isStale || request.isIdempotent !== true) throw translate(error);
      }
    }
  }

  async function connect(request: HttpRequest): Promise<http.ClientRequest> {
    const sent = start(request);
    try {
      await connectionOf(sent);
      return sent;
    } catch (error) {
      throw translate(error);
    }
  }

  return {
    open: exchange,
    call: async (request) => {
      const response = await exchange(request);
      return await readAnswer(response).catch((error: unknown) => {
        throw translate(error);
      });
    },
    stream: async (request, body, meter) => {
      // A body can be sent only once, but as long as nothing was read of it the engine may come back.
      const sent = await retryWhileUnavailable(answerTimeoutMs / 1_000, () => connect(request));
      return await sendBody(sent, meter ? [body, meter] : [body], translate);
    },
    close: () => agent.destroy(),
  };
}

async function sendBody(
  sent: http.ClientRequest,
  body: (Readable | Transform)[],
  translate: (error: unknown) => unknown,
): Promise<HttpAnswer> {
  // Each end's failure ends the other one, with an error of its own: who failed first is to blame.
  let cause: { isEngine: boolean; error: unknown } | undefined;
  sent.once('error', (error) => (cause ??= { isEngine: true, error }));
  const answered = answerTo(sent).then(readAnswer);
  pipeline([...body, sent], (error) => {
    if (!error) return;
    cause ??= { isEngine: false, error };
    sent.destroy(error);
  });
  try {
    const answer = await answered;
    // The engine refused before it had read everything: let go of the rest.
    if (!sent.writableFinished) sent.destroy();
    return answer;
  } catch (error) {
    throw cause?.isEngine === false ? cause.error : translate(error);
  }
}

function answerTo(sent: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    sent.once('response', (response) => {
      isAnswered = true;
      resolve(response);
    });
    sent.on('error', reject);
    // An error is dear to make, and every request closes.
    sent.once('close', () => {
      if (!isAnswered) reject(coded('ECONNRESET', 'The connection closed without an answer'));
    });
  });
}

/** By events: an iterator over a stream costs more than all of a small answer's bytes. */
function readAnswer(response: http.IncomingMessage): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece));
    response.once('error', reject);
    response.once('end', () => {
      const { statusCode: status = 0, headers } = response;
      resolve({ status, headers, text: Buffer.concat(pieces).toString() });
    });
  });
}

function connectionOf(sent: http.ClientRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('socket', (socket) => {
      const connected = (): void => {
        sent.off('error', reject);
        resolve();
      };
      if (socket.connecting) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', connected);
      else connected();
    });
  });
}

/** Ends the request when the engine is silent though it is its turn; a slow client of ours is not its fault. */
function endWhenSilent(sent: http.ClientRequest, timeoutMs: number): void {
  let response: http.IncomingMessage | undefined;
  sent.once('response', (answer) => (response = answer));
  sent.setTimeout(timeoutMs, () => {
    const isConnecting = sent.socket?.connecting ?? true;
    // With room in the buffer it is the engine that is waited for, not the reader.
    const owesBytes = response?.complete === false && response.readableLength === 0;
    const owesAnswer = response === undefined && (sent.writableEnded || sent.writableNeedDrain);
    if (isConnecting || owesBytes || owesAnswer)
      sent.destroy(coded('ENGINE_TIMEOUT', 'The engine stayed silent'));
  });
}
