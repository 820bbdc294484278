import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../api/live.ts';
import type { ListedJob } from '../../api/types.ts';
import { dayOf, recentOf } from './recent.ts';

const event = (type: LiveEvent['type'], at: string): LiveEvent => ({
  type,
  at,
  database: 'default',
  collection: 'a',
});
const job = (id: string, ended_at: string | null): ListedJob =>
  ({ id, ended_at, database: null }) as ListedJob;

describe('what happened lately', () => {
  it('is in one order, the newest first', () => {
    const recent = recentOf(
      [
        event('record.created', '2026-12-01T10:00:00.000Z'),
        event('record.deleted', '2026-12-01T12:00:00.000Z'),
      ],
      [job('j', '2026-12-01T11:00:00.000Z')],
    );
    expect(recent.map(({ at }) => at.slice(11, 13))).toEqual(['12', '11', '10']);
  });

  it('leaves out work that goes on, and events of jobs and engines', () => {
    expect(
      recentOf(
        [
          event('job.succeeded', '2026-12-01T10:00:00.000Z'),
          event('engine.ready', '2026-12-01T10:00:00.000Z'),
        ],
        [job('j', null)],
      ),
    ).toEqual([]);
  });

  it('is cut to what one looks at', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      event('record.created', new Date(index * 1_000).toISOString()),
    );
    expect(recentOf(many, [])).toHaveLength(40);
  });

  it('knows the day on this machine', () => {
    const now = new Date(2026, 10, 5, 23, 30);
    expect(dayOf(now.toISOString())).toBe('2026-11-05');
  });
});
