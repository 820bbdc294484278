import { expect } from 'vitest';
import type { FaultPoint } from '../../gateway/write/env.ts';
import type { Reply } from './gateway.ts';

/** A job that writes records, as it is told. */
export interface WriteJob {
  id: string;
  state: string;
  attempts: number;
  result: { record_ids: string[]; revision?: string; deleted?: number; failed?: unknown[] };
  error: Record<string, unknown> | null;
}

/** The job of a 202. */
export function accepted(reply: Reply): WriteJob {
  const { status, headers, text } = reply;
  expect([status, text.slice(0, 500)]).toEqual([202, expect.anything()]);
  const job = reply.json as unknown as WriteJob;
  expect(headers.get('location')).toBe(`/jobs/${job.id}`);
  expect(headers.get('preference-applied')).toBe('respond-async');
  return job;
}

/** Stops writes at a point until they are let go. */
export function createStops() {
  let at: { point: FaultPoint; meet: () => Promise<void> } | null = null;
  return {
    fault: async (point: FaultPoint): Promise<void> => {
      if (at?.point === point) await at.meet();
    },
    clear: (): void => void (at = null),
    /** The first write that comes there. */
    stopAt: (point: FaultPoint): { met: Promise<void>; go: () => void } => {
      let go = (): void => undefined;
      let arrive = (): void => undefined;
      const gone = new Promise<void>((resolve) => (go = resolve));
      const met = new Promise<void>((resolve) => (arrive = resolve));
      const meet = async (): Promise<void> => {
        at = null;
        arrive();
        await gone;
      };
      at = { point, meet };
      return { met, go };
    },
  };
}
