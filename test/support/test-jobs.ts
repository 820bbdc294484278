import { expect, vi } from 'vitest';
import { z } from 'zod';
import type { Caller } from '../../gateway/access/permits.ts';
import type { Job, JobState, JobWithAttempts } from '../../gateway/contract/jobs.ts';
import type { AnyJobKind, JobContext, JobKind, NewJob } from '../../gateway/features/jobs/service.ts';
import { newId } from '../../gateway/write/ids.ts';
import { adminPermissions } from './job-gateway.ts';
import type { JobGateway } from './job-gateway.ts';

export interface Input {
  name: string;
}

/** What the kind of these tests does is each test's own. */
export function kindOf(
  run: (context: JobContext<Input>) => Promise<unknown>,
  more: Partial<JobKind<Input, unknown>> = {},
): AnyJobKind & JobKind<Input, unknown> {
  const input = z.strictObject({ name: z.string() });
  return {
    name: 'test',
    input,
    lane: 'light',
    action: 'write',
    unit: 'rows',
    retries: 2,
    ...more,
    run,
  } as AnyJobKind & JobKind<Input, unknown>;
}

export const keyId = newId();
export const caller: Caller = { keyId, name: 'test', type: 'admin', permissions: adminPermissions };

export function enqueue(
  { pg, jobs }: JobGateway,
  kind: JobKind<Input, unknown>,
  name: string,
  more: Partial<NewJob<Input>> = {},
): Promise<Job> {
  const actor = { keyId, agentId: null, requestId: 'r' };
  const job = {
    input: { name },
    place: null,
    actor,
    title: { key: 'job.write' as const, params: { name } },
    ...more,
  };
  return pg.transaction((tx) => jobs.enqueue(tx, kind, job));
}

export async function until(
  gateway: JobGateway,
  id: string,
  ...states: JobState[]
): Promise<JobWithAttempts> {
  return vi.waitFor(
    async () => {
      const job = await gateway.jobs.get(caller, id);
      expect(states).toContain(job.state);
      return job;
    },
    { timeout: 20_000, interval: 10 },
  );
}

/** Lets through when it is open, and throws when the job is told to give up. */
export function gate() {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return {
    open: () => open(),
    opened: promise,
    pass: async (signal: AbortSignal): Promise<void> => {
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
      signal.throwIfAborted();
      await Promise.race([promise, aborted]);
    },
  };
}
