import { Webhook as Verifier } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { WireEvent } from '../../contract/events.ts';
import { OutboundError } from '../../infra/outbound-http.ts';
import type { OutboundHttp } from '../../infra/outbound-http.ts';
import { makeSecret } from './secret.ts';
import { pause, send } from './send.ts';
import type { Message } from './send.ts';

const times = { retrySeconds: 5, attempts: 10 };
const event: WireEvent = {
  type: 'record.created',
  at: '2026-12-01T00:00:00.000Z',
  database: 'shop',
  collection: 'items',
  record_ids: ['a'],
};

function message(more: Partial<Message> = {}): Message {
  return { id: '7-8', event, url: 'http://receiver.test/', secret: makeSecret(), attempts: 0, ...more };
}

function sendBy(post: OutboundHttp['post'], given = message()) {
  return send({ post }, given, { times, signal: new AbortController().signal });
}

const answers =
  (status: number, retryAfter: number | null = null) =>
  () =>
    Promise.resolve({ status, retryAfter });

it('the pauses of all attempts are about a day', () => {
  const all = Array.from({ length: times.attempts - 1 }, (_, n) => pause(times, n));
  const seconds = all.reduce((sum, each) => sum + each, 0);
  expect(seconds).toBeGreaterThan(0.8 * 84_330 - 1);
  expect(seconds).toBeLessThan(1.2 * 84_330 + 1);
});

it('the body is what Standard Webhooks has, and its signature verifies', async () => {
  const given = message();
  await sendBy(({ body, headers }) => {
    const told = new Verifier(given.secret).verify(body, headers);
    expect(told).toEqual({ type: event.type, timestamp: event.at, data: event });
    expect(headers['webhook-id']).toBe('7-8');
    return Promise.resolve({ status: 200, retryAfter: null });
  }, given);
  expect.assertions(2);
});

describe('what an answer leads to', () => {
  it.each([
    [200, 0, 'delivered'],
    [299, 9, 'delivered'],
    [304, 0, 'waiting'],
    [404, 0, 'waiting'],
    [500, 8, 'waiting'],
    [500, 9, 'dead'],
    [410, 0, 'dead'],
  ])('%i after %i attempts: %s', async (status, attempts, state) => {
    expect(await sendBy(answers(status), message({ attempts }))).toMatchObject({ state });
  });

  it('only 410 disables the webhook', async () => {
    expect((await sendBy(answers(410))).disable).toMatch(/410/);
    expect((await sendBy(answers(404), message({ attempts: 9 }))).disable).toBeNull();
  });

  it.each([
    [503, 60, 60, 60],
    [429, 60, 60, 60],
    [503, 1, 4, 6],
    [503, 1_000_000, 21_600, 21_600],
    [500, 60, 4, 6],
  ])('%i with Retry-After %i is tried again after %i to %i seconds', async (status, wish, least, most) => {
    const { after } = await sendBy(answers(status, wish));
    expect(after).toBeGreaterThanOrEqual(least);
    expect(after).toBeLessThanOrEqual(most);
  });

  it('none is an attempt too; what is no failure of the receiver is none', async () => {
    const failed = await sendBy(() => Promise.reject(new OutboundError('nothing listens at its address')));
    expect(failed).toMatchObject({
      state: 'waiting',
      attempt: { status: null, error: 'nothing listens at its address' },
    });
    await expect(sendBy(() => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
  });
});
