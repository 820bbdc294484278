import type { InfiniteData } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { ListedJob } from '../../api/types.ts';
import type { JobPage } from './job-state.ts';
import { mergeActive, mergePages } from './merge-jobs.ts';

function job(id: string, some: Partial<ListedJob> = {}): ListedJob {
  return {
    id,
    kind: 'import',
    state: 'running',
    title_key: 'job.import',
    params: {},
    database: null,
    collection: null,
    progress: { done: 0, total: 10, unit: 'rows', detail: null },
    eta_seconds: null,
    attempts: 1,
    error: null,
    result: 'kept',
    created_by: null,
    created_at: '2026-11-24T10:00:00.000Z',
    started_at: null,
    ended_at: null,
    next_attempt_at: null,
    ...some,
  };
}
const page = (items: ListedJob[], next: string | null = null): JobPage => ({
  items,
  total: items.length,
  next_cursor: next,
});
const data = (...pages: JobPage[]): InfiniteData<JobPage> => ({ pages, pageParams: [] });
const idsOf = (merged: InfiniteData<JobPage>): string[][] =>
  merged.pages.map(({ items }) => items.map(({ id }) => id));

describe('active jobs', () => {
  it('lose what has ended and take in what is new, the newest first', () => {
    const merged = mergeActive([job('2'), job('1')], [job('3'), job('1', { state: 'failed' })]);
    expect(merged.map(({ id }) => id)).toEqual(['3', '2']);
  });

  it('keep the result, which no event tells', () => {
    const { result: _, ...told } = job('1', { state: 'running', attempts: 2 });
    expect(mergeActive([job('1')], [told])[0]).toMatchObject({ result: 'kept', attempts: 2 });
  });
});

describe('pages of jobs', () => {
  it('show a known job as it is now, at its place', () => {
    const merged = mergePages(data(page([job('3'), job('2')])), [job('2', { state: 'succeeded' })], {});
    expect(merged.pages[0]?.items[1]).toMatchObject({ id: '2', state: 'succeeded' });
    expect(merged.pages[0]?.total).toBe(2);
  });

  it('take a new job in, and count it', () => {
    const merged = mergePages(data(page([job('2')], 'more'), page([job('1')])), [job('3')], {});
    expect(idsOf(merged)).toEqual([['3', '2'], ['1']]);
    expect(merged.pages[0]?.total).toBe(2);
  });

  it('take a job in that has come to the state that is asked for', () => {
    const merged = mergePages(data(page([job('5')], 'a'), page([job('3')], 'b')), [job('4')], {
      state: 'running',
    });
    expect(idsOf(merged)).toEqual([['5'], ['4', '3']]);
  });

  it('let go of what the filter hides now, and of what FroDB forgets', () => {
    const known = data(page([job('2'), job('1', { kind: 'webhook.delivery' })]));
    expect(idsOf(mergePages(known, [job('2', { state: 'failed' })], { state: 'running' }))).toEqual([['1']]);
    const delivered = job('1', { kind: 'webhook.delivery', state: 'succeeded' });
    expect(idsOf(mergePages(known, [delivered], {}))).toEqual([['2']]);
  });

  it('leave out what is older than all that is shown', () => {
    expect(idsOf(mergePages(data(page([job('5')], 'more')), [job('1')], {}))).toEqual([['5']]);
  });
});
