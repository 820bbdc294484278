import type { Session } from '../infra/postgres.ts';
import type { WriteEnv } from './env.ts';

/**
 * Keeps the leases of the intents and idempotency claims that are under way here alive, on a connection of its
 * own and with one statement a turn, so that a busy pool never costs a living write its puts. None is shortened: a
 * staged upload that a write takes has a longer one.
 */
export function startLeaseRenewal(env: WriteEnv): { stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let session: Session | null = null;
  const renew = async (): Promise<void> => {
    if (env.held.intents.size + env.held.claims.size === 0) return;
    const connection = (session ??= await openSession());
    const claims = [...env.held.claims].map(({ keyId, method, path, key }) => ({
      key_id: keyId,
      method,
      path,
      key,
    }));
    await connection.query(
      `WITH intents AS (UPDATE frodb.intents SET lease_until = greatest(lease_until, now() + make_interval(secs => $3))
         WHERE id = ANY($2::uuid[]) AND state = 'open' RETURNING 1)
       UPDATE frodb.idempotency i SET lease_until = now() + make_interval(secs => $3)
         FROM jsonb_to_recordset($4::jsonb) AS c (key_id uuid, method text, path text, key text)
         WHERE i.key_id = c.key_id AND i.method = c.method AND i.path = c.path AND i.key = c.key
           AND i.owner = $1 AND i.status IS NULL`,
      [env.owner, [...env.held.intents], env.times.intentLeaseSeconds, JSON.stringify(claims)],
      // A connection that is dead without a sign must not cost the leases.
      { timeoutMs: env.times.leaseRenewSeconds * 1_000 },
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
