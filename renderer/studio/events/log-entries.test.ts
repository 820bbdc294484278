import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '../../api/live.ts';
import { append, entriesAtMost } from './log-entries.ts';
import type { LogEntry } from './log-entries.ts';
import { parseEventsSearch } from './events-search.ts';
import { filterEvents } from './filter-events.ts';

let n = 0;
function entry(type: LiveEvent['type'], some: Partial<LiveEvent> & { jobId?: string } = {}): LogEntry {
  const { jobId, ...rest } = some;
  const job = jobId === undefined ? undefined : ({ id: jobId } as LiveEvent['job']);
  const event: LiveEvent = {
    type,
    at: '2026-11-24T10:00:00.000Z',
    database: null,
    collection: null,
    job,
    ...rest,
  };
  return { n: ++n, kind: 'event', event, times: 1 };
}

describe('the log of events', () => {
  it('keeps one line for the steps of a job that come one after the other', () => {
    const step = (jobId: string): LogEntry => entry('job.progressed', { jobId });
    const log = append([], [step('a'), step('a'), step('b'), step('a'), step('a')]);
    expect(log.map((line) => line.kind === 'event' && [line.event.job?.id, line.times])).toEqual([
      ['a', 2],
      ['b', 1],
      ['a', 2],
    ]);
  });

  it('never folds what changed records, and forgets the oldest', () => {
    const many = Array.from({ length: entriesAtMost + 3 }, () => entry('record.created'));
    const log = append([], many);
    expect(log).toHaveLength(entriesAtMost);
    expect(log.at(0)).toBe(many[3]);
  });

  it('shows what the filter names, and every gap', () => {
    const gap: LogEntry = { n: ++n, kind: 'gap', signal: 'resumed', at: '2026-11-24T10:00:00.000Z' };
    const wanted = entry('record.created', { database: 'shop', collection: 'items' });
    const log = [
      wanted,
      gap,
      entry('record.created', { database: 'other', collection: 'items' }),
      entry('key.created'),
    ];
    expect(filterEvents(log, { groups: ['record'], database: 'shop' })).toEqual([wanted, gap]);
    expect(filterEvents(log, {})).toBe(log);
  });
});

it('reads of an address what it knows', () => {
  expect(parseEventsSearch({ groups: ['job', 'moon'], database: 'shop', collection: 7 })).toEqual({
    groups: ['job'],
    database: 'shop',
    collection: undefined,
  });
});
