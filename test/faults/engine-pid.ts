import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningFrodb } from '../support/frodb.ts';
import { statOf } from '../support/processes.ts';
import { ask } from './writes.ts';

/** Of the engine that runs now; one that was killed in an earlier round may only just be back. */
export async function pidOf(frodb: RunningFrodb, engine: 'postgres' | 'qdrant' | 'minio'): Promise<number> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const reply = await ask(frodb, 'GET', '/engines');
    const items = (reply?.json['items'] ?? []) as { name: string; pid?: number; state: string }[];
    const found = items.find(({ name, state }) => name === engine && state === 'ready');
    if (found?.pid !== undefined && statOf(found.pid)) return found.pid;
    if (Date.now() > deadline) throw new Error(`${engine} does not run`);
    await sleep(50);
  }
}
