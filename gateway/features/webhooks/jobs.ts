import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { jobKinds } from '../../contract/enumerations.ts';
import type { OutboundHttp } from '../../infra/outbound-http.ts';
import type { Postgres } from '../../infra/postgres.ts';
import { formatPosition } from '../../write/event-position.ts';
import type { EventService } from '../events/service.ts';
import type { JobContext, JobKind } from '../jobs/service.ts';
import type { KeyService } from '../keys/service.ts';
import { endWaiting, nextHead, noteAttempt } from './deliveries-store.ts';
import type { Head, Noted } from './deliveries-store.ts';
import { keyIsGone } from './present.ts';
import { send } from './send.ts';
import type { RetryTimes } from './send.ts';

export interface DeliveryDeps {
  pg: Postgres;
  events: Pick<EventService, 'readRange' | 'maySee'>;
  keys: Pick<KeyService, 'callerById'>;
  outbound: Pick<OutboundHttp, 'post'>;
  times: RetryTimes;
}

const input = z.strictObject({ webhook_id: z.string(), key_id: z.string() });
type Input = z.infer<typeof input>;

interface Result {
  delivered: number;
  failed: number;
}

/** Then it is the turn of other webhooks: what is left is sent by the next job. */
const turnMs = 20_000;
/** Lines of one webhook that are sent at a time. */
const linesAtOnce = 4;
const lookMs = 250;

/** Sends what is due of one webhook. */
export function deliveryKind(deps: DeliveryDeps): JobKind<Input, Result> {
  return {
    name: 'webhook.delivery',
    input,
    lane: 'outgoing',
    action: 'read',
    unit: jobKinds['webhook.delivery'].unit,
    retries: 5,
    isForgotten: true,
    run: (context) => drain(deps, context),
  };
}

/** Sends line by line: in each one after the other, and several of them at once. */
async function drain(deps: DeliveryDeps, { input, signal, progress }: JobContext<Input>): Promise<Result> {
  const atWork = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const sum: Result = { delivered: 0, failed: 0 };
  const begin = (head: Head): void => {
    const work = deliver(deps, head, { keyId: input.key_id, signal })
      .then((isDelivered) => {
        if (isDelivered !== null) sum[isDelivered ? 'delivered' : 'failed']++;
        progress({ done: sum.delivered + sum.failed, total: null });
      })
      .catch((error: unknown) => void failures.push(error))
      .finally(() => atWork.delete(head.line));
    atWork.set(head.line, work);
  };
  const endsAt = performance.now() + turnMs;
  while (failures.length === 0) {
    const isFree = atWork.size < linesAtOnce && performance.now() < endsAt && !signal.aborted;
    const head = isFree ? await nextHead(deps.pg, input.webhook_id, [...atWork.keys()]) : undefined;
    if (head) begin(head);
    else if (atWork.size === 0) break;
    else await Promise.race([...atWork.values(), sleep(lookMs, undefined, { ref: false })]);
  }
  await Promise.all(atWork.values());
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
  return sum;
}

/** null: there is nothing to send any more. */
async function deliver(
  { pg, events, keys, outbound, times }: DeliveryDeps,
  head: Head,
  { keyId, signal }: { keyId: string; signal: AbortSignal },
): Promise<boolean | null> {
  const caller = await keys.callerById(keyId);
  if (!caller) {
    await endWaiting(pg, head.webhook_id, keyIsGone);
    return null;
  }
  const position = { xid: head.xid, id: head.event_id };
  const range = { after: { ...position, id: position.id - 1 }, upTo: position };
  const [kept] = await events.readRange(pg, range, 1);
  if (!kept) return null;
  const id = formatPosition(position);
  const noted = events.maySee(caller, kept.event)
    ? await send(outbound, { id, event: kept.event, ...head }, { times, signal })
    : withoutRight();
  await noteAttempt(pg, head, { id, ...noted });
  return noted.state === 'delivered';
}

/** It had the right when it happened. */
function withoutRight(): Noted {
  const error = 'the key that the webhook belongs to has lost the right to know of it';
  const attempt = { at: new Date().toISOString(), status: null, error, ms: 0 };
  return { attempt, state: 'dead', after: 0, disable: null };
}
