import { userInfo } from 'node:os';
import pg from 'pg';
import { parse } from 'pg-connection-string';
import { StartError } from '../errors.ts';
import { typeParsers } from './postgres-types.ts';

const connectTimeoutMs = 10_000;

/**
 * The driver's client, without what it takes from PG* variables where the URL says nothing: those are meant for other
 * servers of the user. What `connectTo` can't state in the driver's own settings is put right here.
 */
export class UrlClient extends pg.Client {
  /** The driver keeps here what it will say when it connects. */
  declare readonly connectionParameters: {
    options: string | undefined;
    replication: undefined;
    binary: false;
  };
  /** The process that the server said to serve this connection; null before it has connected. */
  declare readonly processID: number | null;

  constructor(config: pg.ClientConfig = {}) {
    super(config);
    this.connectionParameters.options = config.options;
    this.connectionParameters.replication = undefined;
    this.connectionParameters.binary = false;
  }
}

/** All that a URL says of a server, and nothing else. Throws StartError for one that can't be read. */
export function connectTo(url: string, applicationName: string): pg.ClientConfig {
  const { host, port, user, password, database, ssl, sslnegotiation, options } = read(url);
  const name = user === undefined || user === '' ? userInfo().username : user;
  return {
    host: host === null || host === '' ? 'localhost' : host,
    port: port === undefined || port === null || port === '' ? 5432 : Number(port),
    user: name,
    // Empty as it is, the driver would look for one in PGPASSWORD and in a file.
    password: password === undefined || password === '' ? () => '' : password,
    database: database ?? name,
    ssl: (ssl ?? false) as NonNullable<pg.ClientConfig['ssl']>,
    sslnegotiation: sslnegotiation ?? 'postgres',
    client_encoding: 'UTF8',
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types: typeParsers,
    ...(options === undefined ? {} : { options }),
  } as pg.ClientConfig;
}

function read(url: string): ReturnType<typeof parse> {
  try {
    return parse(url);
  } catch (error) {
    // It may name a file of a certificate that is not there.
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`FRODB_POSTGRES_URL can't be used: ${reason}.`, { cause: error });
  }
}
