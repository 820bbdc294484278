import type { ObjectsConnection } from './objects-open.ts';
import type { Endpoint } from './own-addresses.ts';
import { connectTo } from './postgres-client.ts';

/** Where the engines are reached over a network. */
export function engineEndpoints(at: {
  postgresUrl: string;
  qdrantUrl: string;
  objects: ObjectsConnection;
}): Endpoint[] {
  const { host, port } = connectTo(at.postgresUrl, 'frodb');
  const urls = [at.qdrantUrl, ...(at.objects.kind === 'filesystem' ? [] : [at.objects.endpoint])];
  return [
    // Else a folder with a socket in it.
    ...(host === undefined || host.startsWith('/') ? [] : [{ host, port: port ?? 5432 }]),
    ...urls.map((url) => endpointOf(new URL(url))),
  ];
}

function endpointOf({ hostname, protocol, port }: URL): Endpoint {
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) };
}
