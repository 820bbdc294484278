import { Webhook as Signer } from 'standardwebhooks';
import type { WireEvent } from '../../contract/events.ts';
import type { Attempt } from '../../contract/webhooks.ts';
import { OutboundError } from '../../infra/outbound-http.ts';
import type { OutboundAnswer, OutboundHttp } from '../../infra/outbound-http.ts';
import type { Noted } from './deliveries-store.ts';

export interface RetryTimes {
  /** The first pause; each is five times as long as the one before it, and none longer than six hours. */
  retrySeconds: number;
  /** So many attempts, then it is dead. */
  attempts: number;
}

/** What is sent, and to whom. */
export interface Message {
  /** The same at each attempt. */
  id: string;
  event: WireEvent;
  url: string;
  secret: string;
  /** Attempts before this one. */
  attempts: number;
}

const factor = 5;
export const longestPause = 21_600;

/** Sends a message once, signed as Standard Webhooks has it, and judges what comes of it. Throws when it is told to give up. */
export async function send(
  outbound: Pick<OutboundHttp, 'post'>,
  message: Message,
  { times, signal }: { times: RetryTimes; signal: AbortSignal },
): Promise<Noted> {
  const { id, event, url, secret } = message;
  const body = JSON.stringify({ type: event.type, timestamp: event.at, data: event });
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'FroDB',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Signer(secret).sign(id, now, body),
  };
  const began = performance.now();
  const noted = (status: number | null, error: string | null): Attempt => {
    const ms = Math.round(performance.now() - began);
    return { at: now.toISOString(), status, error, ms };
  };
  try {
    const answer = await outbound.post({ url, headers, body, signal });
    return judge(noted(answer.status, refusal(answer)), message, times, answer);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return judge(noted(null, error.message), message, times, null);
  }
}

function judge(
  attempt: Attempt,
  { attempts }: Message,
  times: RetryTimes,
  answer: OutboundAnswer | null,
): Noted {
  if (attempt.error === null) return { attempt, state: 'delivered', after: 0, disable: null };
  if (answer?.status === 410)
    return { attempt, state: 'dead', after: 0, disable: `The receiver ${attempt.error}.` };
  if (attempts + 1 >= times.attempts) return { attempt, state: 'dead', after: 0, disable: null };
  return {
    attempt,
    state: 'waiting',
    after: Math.max(pause(times, attempts), wished(answer)),
    disable: null,
  };
}

/** Why an answer does not count; null for one that does. */
function refusal({ status }: OutboundAnswer): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `answered ${status}: redirects are not followed`;
  if (status === 410) return 'answered 410: it wants no more';
  return `answered ${status}`;
}

/** Ever longer, and never for two the same. */
export function pause({ retrySeconds }: RetryTimes, attempts: number): number {
  return Math.min(retrySeconds * factor ** attempts, longestPause) * (0.8 + Math.random() * 0.4);
}

/** Seconds that the receiver wants to be left alone. */
function wished(answer: OutboundAnswer | null): number {
  if (answer?.status !== 429 && answer?.status !== 503) return 0;
  return Math.min(answer.retryAfter ?? 0, longestPause);
}
