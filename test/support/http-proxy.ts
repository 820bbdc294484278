import { createServer, request } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface HttpProxy {
  /** `host:port`, as a variable holds it. */
  address: string;
  /** `GET http://…` and `CONNECT host:port`, in order; what was refused is there too. */
  seen: string[];
  close: () => Promise<void>;
}

/** A proxy as companies have them: it passes plain requests on, tunnels the others, and may ask for a password. */
export async function startHttpProxy(password?: string): Promise<HttpProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const isAllowed = (header: string | undefined): boolean =>
    password === undefined || header === `Basic ${Buffer.from(password).toString('base64')}`;
  const server = createServer((incoming, answer) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    if (!isAllowed(incoming.headers['proxy-authorization'])) {
      answer.writeHead(407, { 'proxy-authenticate': 'Basic realm="x"' }).end();
      return;
    }
    const url = incoming.url ?? '';
    // What is no whole address was not meant for a proxy.
    if (!URL.canParse(url)) {
      answer.writeHead(400).end();
      return;
    }
    const onward = request(url, { headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.on('error', () => answer.destroy());
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, client: Socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    if (!isAllowed(incoming.headers['proxy-authorization'])) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const [host = '', port] = (incoming.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      socket.on('error', () => client.destroy());
      sockets.add(socket);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
