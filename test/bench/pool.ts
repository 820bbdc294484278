import pg from 'pg';
import { engineAddresses } from '../support/frodb.ts';

/** Connections of the floor's own to FroDB's Postgres. They may outlive it by a moment. */
export function benchPool(dataDir: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: engineAddresses(dataDir).postgresUrl, max });
  pool.on('error', () => undefined);
  return pool;
}
