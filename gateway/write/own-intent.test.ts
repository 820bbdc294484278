import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { MissingContainerError } from '../infra/missing-container.ts';
import { nothingHeld } from './env.ts';
import type { WriteEnv } from './env.ts';
import { withIntent } from './own-intent.ts';

const place = { id: 'c', name: 'notes', databaseName: 'default', bucket: 'b', qdrantCollection: 'q' };
const round = { revision: 'r', points: [['x', 1, 2]] as [string, number, number][] };

/** What was said to Postgres, by its first words, and which objects were deleted. */
let said: string[];
let deleted: string[];
let rows: Record<string, unknown[]>;
let env: WriteEnv;

beforeEach(() => {
  said = [];
  deleted = [];
  rows = { UPDATE: [{}] };
  env = {
    pg: {
      query: (text: string) => {
        const [first = ''] = text.trim().split(' ');
        said.push(first);
        return Promise.resolve(rows[first] ?? []);
      },
    },
    objects: { delete: (_: string, keys: string[]) => Promise.resolve(deleted.push(...keys)) },
    vectors: { deletePoints: () => Promise.resolve() },
    times: { engineRetrySeconds: 0, intentLeaseSeconds: 30, resweepSeconds: 1 },
    held: nothingHeld(),
    logger: { warn: () => undefined },
    noticeLoss: () => undefined,
    fault: () => Promise.resolve(),
  } as unknown as WriteEnv;
});

describe('the intent of a write', () => {
  it('is committed with the first thing on it, and extended by the next', async () => {
    await withIntent(env, place, async (own) => {
      expect(own.current).toBeNull();
      await own.listKey('f/a.pdf');
      await own.listRound(place, round);
      expect(own.current).toMatchObject({ id: own.id, keys: ['f/a.pdf'], rounds: [round] });
      own.done();
    });
    expect(said).toEqual(['INSERT', 'UPDATE']);
    expect(env.held.intents.size).toBe(0);
  });

  it('says nothing to Postgres where nothing is put', async () => {
    expect(await withIntent(env, place, () => Promise.resolve('done'))).toBe('done');
    expect(said).toEqual([]);
  });

  it('is rolled back by what is thrown, which is told', async () => {
    const failing = withIntent(env, place, async (own) => {
      await own.listKey('f/a.pdf');
      throw new AppError('invalid_input', 'no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(deleted).toEqual(['f/a.pdf']);
    expect(env.held.intents.size).toBe(0);
  });

  it('is nobody’s to roll back once it is handed over', async () => {
    const failing = withIntent(env, place, async (own) => {
      await own.listKey('f/a.pdf');
      own.handOver();
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(deleted).toEqual([]);
  });

  it('tells a missing bucket of a collection that is gone as 404', async () => {
    const failing = withIntent(env, place, () => Promise.reject(new MissingContainerError('minio', 'b')));
    await expect(failing).rejects.toMatchObject({ code: 'not_found' });
  });
});
