import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  url: string;
  /** `GET /name range` of every request, in order. */
  requests: string[];
  close: () => Promise<void>;
}

export interface FileServerOptions {
  /** Name → bytes. What is not here answers 404. */
  files: Record<string, Buffer>;
  /** Cuts the connection after so many bytes, for the first `cuts` requests. */
  cutAfter?: number;
  cuts?: number;
  /** Answers ranges with the whole file, as simple servers do. */
  noRanges?: boolean;
  /** Status for the first `failures` requests. */
  failWith?: number;
  failures?: number;
}

/** A server of files on a free port of 127.0.0.1, with the faults of servers far away. */
export async function startFileServer(options: FileServerOptions): Promise<FileServer> {
  const requests: string[] = [];
  let cutsLeft = options.cuts ?? 0;
  let failuresLeft = options.failures ?? 0;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const name = decodeURIComponent((request.url ?? '').slice(1));
    requests.push(`${name} ${request.headers.range ?? ''}`.trim());
    const file = options.files[name];
    if (failuresLeft > 0) {
      failuresLeft -= 1;
      response.writeHead(options.failWith ?? 503).end();
      return;
    }
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${createHash('sha256').update(file).digest('hex').slice(0, 16)}"`;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const isRange = start > 0 && !options.noRanges && request.headers['if-range'] === etag;
    const body = isRange ? file.subarray(start) : file;
    response.writeHead(isRange ? 206 : 200, {
      etag,
      'content-length': body.length,
      ...(isRange ? { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` } : {}),
    });
    if (cutsLeft > 0) {
      cutsLeft -= 1;
      // The bytes must have left before the line goes dead, or there is nothing to resume.
      response.write(body.subarray(0, options.cutAfter ?? 0), () =>
        setTimeout(() => response.destroy(), 200),
      );
      return;
    }
    response.end(body);
  }

  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
