import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { EventType, WireEvent } from '../../contract/events.ts';
import type { Job, JobState } from '../../contract/jobs.ts';
import type { Listener } from '../../infra/listener.ts';
import type { Logger } from '../../infra/logger.ts';
import { changedChannel } from '../jobs/service.ts';
import type { JobService } from '../jobs/service.ts';

export interface JobChangesDeps {
  feed: Pick<Listener, 'on'>;
  jobs: Pick<JobService, 'find'>;
  logger: Logger;
  /** Without anybody, nothing is read. */
  hasFollowers: () => boolean;
  publish: (event: WireEvent) => void;
}

/** Changes of many jobs at once are read together. */
const pauseMs = 100;

/** Makes events of what jobs tell of themselves, on whichever gateway they run. */
export function followJobs({ feed, jobs, logger, hasFollowers, publish }: JobChangesDeps): void {
  const changed = new Set<string>();
  /** As they were last told. */
  const states = new LRUCache<string, JobState>({ max: 10_000 });
  let isTelling = false;

  async function tell(): Promise<void> {
    isTelling = true;
    while (changed.size > 0) {
      const ids = [...changed];
      changed.clear();
      try {
        for (const job of await jobs.find(ids)) {
          publish(eventOf(job, states.get(job.id)));
          states.set(job.id, job.state);
        }
      } catch (error) {
        // They are not kept: who needs to know looks at the job.
        logger.debug({ err: error }, 'changes of jobs could not be told');
      }
      await sleep(pauseMs, undefined, { ref: false });
    }
    isTelling = false;
  }

  feed.on(changedChannel, (id) => {
    if (!hasFollowers()) return;
    changed.add(id);
    if (!isTelling) void tell();
  });
}

/** Its result may be long, and is left to who reads the job. */
function eventOf({ result: _result, ...job }: Job, before: JobState | undefined): WireEvent {
  const { database, collection, created_by: keyId } = job;
  return {
    type: typeOf(job, before),
    at: new Date().toISOString(),
    database,
    collection,
    ...(keyId === null ? {} : { key_id: keyId }),
    job,
  };
}

function typeOf({ state, attempts }: Pick<Job, 'state' | 'attempts'>, before?: JobState): EventType {
  switch (state) {
    case 'waiting':
      return before === undefined && attempts === 0 ? 'job.created' : 'job.progressed';
    case 'running':
      return before === 'running' ? 'job.progressed' : 'job.started';
    case 'succeeded':
    case 'failed':
    case 'cancelled':
      return `job.${state}`;
  }
}
