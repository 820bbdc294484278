import type { Session } from '../infra/postgres.ts';
import type { WriteEnv } from './env.ts';

/**
 * Keeps the leases of this gateway's open write intents and idempotency claims alive, on a connection of its
 * own and with one statement a turn, so that a busy pool never costs a living write its puts.
 */
export function startLeaseRenewal(env: WriteEnv): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let session: Session | null = null;
  const renew = async (): Promise<void> => {
    const connection = (session ??= await openSession());
    await connection.query(
      `WITH intents AS (UPDATE frodb.intents SET lease_until = now() + make_interval(secs => $2)
         WHERE owner = $1 AND state = 'open' AND kind <> 'staged' RETURNING 1)
       UPDATE frodb.idempotency SET lease_until = now() + make_interval(secs => $2)
         WHERE owner = $1 AND status IS NULL`,
      [env.owner, env.times.intentLeaseSeconds],
    );
  };
  const openSession = async (): Promise<Session> => {
    const opened = await env.pg.session();
    void opened.ended.then(() => (session = null));
    return opened;
  };
  const timer = setInterval(() => {
    running = running
      .then(renew)
      .catch((error: unknown) => env.logger.warn({ err: error }, 'leases could not be renewed'));
  }, env.times.leaseRenewSeconds * 1_000);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
      await session?.close();
    },
  };
}
