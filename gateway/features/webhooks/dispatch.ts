import type { Postgres } from '../../infra/postgres.ts';
import type { JobKind, JobService } from '../jobs/service.ts';
import type { KeyService } from '../keys/service.ts';
import { endWaiting } from './deliveries-store.ts';
import type { DueWebhook } from './deliveries-store.ts';
import { keyIsGone } from './present.ts';

export interface DispatchDeps {
  pg: Postgres;
  jobs: Pick<JobService, 'enqueue'>;
  keys: Pick<KeyService, 'findCallers'>;
  kind: JobKind<{ webhook_id: string; key_id: string }, unknown>;
}

/** Has a job send what is due of each webhook; where its key is gone, gives it up instead. */
export async function dispatchDue(
  { pg, jobs, keys, kind }: DispatchDeps,
  due: readonly DueWebhook[],
): Promise<void> {
  const callers = await keys.findCallers([...new Set(due.map(({ key_id: id }) => id))]);
  for (const { id, key_id: keyId, name, url } of due) {
    if (!callers.has(keyId)) {
      await endWaiting(pg, id, keyIsGone);
      continue;
    }
    await pg.transaction((tx) =>
      jobs.enqueue(tx, kind, {
        input: { webhook_id: id, key_id: keyId },
        place: null,
        actor: { keyId, agentId: null, requestId: '' },
        title: { key: 'job.webhook.delivery', params: { webhook: name ?? new URL(url).host } },
        exclusive: { key: `webhook.delivery ${id}`, whileRunning: 'run again' },
      }),
    );
  }
}
