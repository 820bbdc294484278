import { setTimeout as sleep } from 'node:timers/promises';
import { followEvents } from '../support/event-stream.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { benchClient } from './http-client.ts';
import { row } from './report.ts';
import type { Row } from './report.ts';
import { median } from './slices.ts';

const creates = 300;
/** Between two creates, milliseconds: each is told by itself. */
const pauseMs = 25;

/** From the answer of a create, which comes with its commit, to its event at a client that follows. */
export async function measureEventLag(frodb: RunningFrodb): Promise<Row> {
  const { call, close } = benchClient(frodb);
  await call('POST', '/collections', { name: 'followed', fields: [{ name: 'n', type: 'int' }] });
  const arrivals = new Map<string, number>();
  const stream = await followEvents(frodb.url, {
    key: frodb.key,
    query: 'types=record.created&collection=followed',
    onTold: ({ data }) => {
      for (const id of data['record_ids'] as string[]) arrivals.set(id, performance.now());
    },
  });
  const answers = new Map<string, number>();
  for (let n = 0; n < creates; n++) {
    const { id } = (await call('POST', '/collections/followed/records', { n })) as { id: string };
    answers.set(id, performance.now());
    await sleep(pauseMs);
  }
  await stream.untilTold(creates);
  await stream.close();
  close();
  const lags = [...answers].map(([id, answered]) => Math.max(0, (arrivals.get(id) ?? Infinity) - answered));
  return row('events.lag.p50', 'ms', median(lags), null, '≤ 5');
}
