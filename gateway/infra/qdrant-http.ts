import { validateHeaderValue } from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import { HTTPParser } from 'http-parser-js';
import pLimit from 'p-limit';
import { coded, errorCode, networkError } from './engine-errors.ts';

export interface QdrantAnswer {
  status: number;
  text: string;
}

/**
 * Small requests to Qdrant over kept connections. Whatever breaks one is thrown as `unavailable` (503). All that FroDB
 * asks of Qdrant may be asked twice, so a kept connection that Qdrant had closed is no failure.
 */
export interface QdrantHttp {
  /** `path` is sent as it is; `timeoutMs` is how long Qdrant may stay silent. */
  call(method: string, path: string, json?: string, timeoutMs?: number): Promise<QdrantAnswer>;
  close(): void;
}

/** Shorter than Qdrant's own 5 s: a request must not meet a connection that is just being closed. */
const keepAliveMs = 4_000;
const mostConnections = 64;
const defaultTimeoutMs = 30_000;

/** Opens nothing yet. Throws for headers that can't be sent. */
export function createQdrantHttp(
  endpoint: string,
  headers: Record<string, string>,
  answerTimeoutMs = defaultTimeoutMs,
): QdrantHttp {
  const url = new URL(endpoint);
  const prefix = url.pathname.replace(/\/+$/, '');
  const head = headerLines({ host: url.host, ...headers });
  const all = new Set<Connection>();
  const free: Connection[] = [];
  const limit = pLimit(mostConnections);
  let isClosed = false;

  function open(): Connection {
    const connection = new Connection(socketTo(url), {
      onFree: () => free.push(connection),
      onClose: () => {
        all.delete(connection);
        const at = free.indexOf(connection);
        if (at >= 0) free.splice(at, 1);
      },
    });
    all.add(connection);
    return connection;
  }

  async function exchange(request: string, timeoutMs: number): Promise<QdrantAnswer> {
    for (;;) {
      const connection = free.pop() ?? open();
      try {
        return await connection.ask(request, timeoutMs);
      } catch (error) {
        if (isClosed || !connection.wasStale) throw networkError('qdrant', error) ?? error;
      }
    }
  }

  return {
    call: (method, path, json = '', timeoutMs = answerTimeoutMs) => {
      const length = Buffer.byteLength(json);
      const request = `${method} ${prefix}${path} HTTP/1.1\r\n${head}content-length: ${length}\r\n\r\n${json}`;
      return limit(exchange, request, timeoutMs);
    },
    close: () => {
      isClosed = true;
      for (const connection of all) connection.destroy();
    },
  };
}

function headerLines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => {
      validateHeaderValue(name, value);
      return `${name}: ${value}\r\n`;
    })
    .join('');
}

function socketTo(url: URL): net.Socket {
  const isSecure = url.protocol === 'https:';
  const host = urlToHttpOptions(url).hostname ?? url.hostname;
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  const options = { host, port, noDelay: true, keepAlive: true };
  if (!isSecure) return net.connect(options);
  return tls.connect({ ...options, ...(net.isIP(host) ? {} : { servername: host }) });
}

interface Owner {
  /** It may be asked again. */
  onFree: () => void;
  onClose: () => void;
}

interface Asked {
  resolve: (answer: QdrantAnswer) => void;
  reject: (error: Error) => void;
}

/** One socket, on which one request at a time is under way. */
class Connection {
  readonly #socket: net.Socket;
  readonly #owner: Owner;
  readonly #parser = new HTTPParser(HTTPParser.RESPONSE);
  #asked: Asked | null = null;
  #answers = 0;
  #hasBytes = false;
  #error: Error | undefined;
  #status = 0;
  #keepsAlive = false;
  #pieces: Buffer[] = [];

  constructor(socket: net.Socket, owner: Owner) {
    this.#socket = socket;
    this.#owner = owner;
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
    // An answer without a length ends with its connection.
    socket.on('end', () => this.#parser.finish());
    socket.on('timeout', () =>
      socket.destroy(this.#asked ? coded('ENGINE_TIMEOUT', 'The engine stayed silent') : undefined),
    );
    socket.on('error', (error) => (this.#error = error));
    socket.on('close', () => this.#onClose());
    this.#parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, shouldKeepAlive }) => {
      this.#status = statusCode;
      this.#keepsAlive = shouldKeepAlive;
    };
    this.#parser[HTTPParser.kOnBody] = (piece) => void this.#pieces.push(piece);
    this.#parser[HTTPParser.kOnMessageComplete] = () => this.#onAnswer();
  }

  /** Qdrant had closed it before it was asked. */
  get wasStale(): boolean {
    return this.#answers > 0 && !this.#hasBytes && errorCode(this.#error) !== 'ENGINE_TIMEOUT';
  }

  ask(request: string, timeoutMs: number): Promise<QdrantAnswer> {
    return new Promise((resolve, reject) => {
      this.#asked = { resolve, reject };
      this.#hasBytes = false;
      this.#socket.ref();
      this.#socket.setTimeout(timeoutMs);
      this.#socket.write(request);
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    this.#hasBytes = true;
    // Nothing was asked: it says that it closes, or is not what it should be.
    if (!this.#asked) this.#socket.destroy();
    else if (this.#parser.execute(bytes) instanceof Error)
      this.#socket.destroy(coded('ENGINE_NOT_HTTP', 'The engine does not speak HTTP'));
  }

  #onAnswer(): void {
    const asked = this.#asked;
    const answer = { status: this.#status, text: Buffer.concat(this.#pieces).toString() };
    this.#pieces = [];
    if (!asked || this.#status < 200) return;
    this.#asked = null;
    this.#answers++;
    // What was refused before it had been sent whole is let go of.
    if (this.#keepsAlive && this.#socket.writableLength === 0) {
      this.#socket.setTimeout(keepAliveMs);
      this.#socket.unref();
      this.#owner.onFree();
    } else this.#socket.destroy();
    asked.resolve(answer);
  }

  #onClose(): void {
    this.#owner.onClose();
    this.#asked?.reject(this.#error ?? coded('ECONNRESET', 'The connection closed without an answer'));
  }
}
