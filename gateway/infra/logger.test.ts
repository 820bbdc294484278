import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

let dir: string;
beforeAll(async () => (dir = await mkdtemp(join(tmpdir(), 'frodb-log-'))));
afterAll(() => rm(dir, { recursive: true, force: true }));

it('writes one JSON object a line, with level, time and the whole error', async () => {
  const stream = new PassThrough();
  const { logger } = createLogger({ destination: { stream }, level: 'info' });
  logger.debug('not this');
  logger.info({ request_id: 'r1', db: 'notes', duration_ms: 1.5 }, 'done');
  logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'line\nbreak');
  stream.end();
  const lines = (await text(stream))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({
    level: 'info',
    request_id: 'r1',
    db: 'notes',
    duration_ms: 1.5,
    msg: 'done',
  });
  expect(lines[0]?.['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(lines[1]).toMatchObject({ level: 'error', msg: 'line\nbreak', err: { message: 'outer: inner' } });
});

it('buffers lines for a file, and has them there after a flush', async () => {
  const file = join(dir, 'logs', 'gateway.log');
  const { logger, flush } = createLogger({ destination: { file }, level: 'info' });
  const written = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').length - 1;
  for (let count = 0; count < 100; count += 1) logger.info({ count }, 'line');
  await expect
    .poll(() => {
      flush();
      return written();
    })
    .toBe(100);
});
