import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook as Verifier } from 'standardwebhooks';
import type { WireEvent } from '../../gateway/contract/events.ts';
import { until } from './processes.ts';

/** A request that a receiver got. */
export interface Received {
  /** `webhook-id` */
  id: string;
  headers: IncomingMessage['headers'];
  /** As it came. */
  text: string;
  body: { type: string; timestamp: string; data: WireEvent };
  at: number;
}

/** Answers one request; the default is 204. */
export type Answer = (received: Received, response: ServerResponse) => void | Promise<void>;

export interface WebhookReceiver {
  url: string;
  port: number;
  /** All that came, whatever it was answered. */
  received: Received[];
  /** Whose signature is wrong. */
  unsigned: Received[];
  answer: Answer;
  /** Checks signatures from now on. */
  secret: string;
  untilReceived: (count: number) => Promise<Received[]>;
  close: () => Promise<void>;
}

export const testSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** A server as users write one: it verifies what it is sent by the library of Standard Webhooks. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const unsigned: Received[] = [];
  const receiver = {
    received,
    unsigned,
    secret: testSecret,
    answer: (_received, response) => void response.writeHead(204).end(),
  } as WebhookReceiver;
  const server = createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += String(piece);
    const { headers } = request;
    const body = JSON.parse(text) as Received['body'];
    const one = { id: String(headers['webhook-id']), headers, text, body, at: performance.now() };
    try {
      new Verifier(receiver.secret).verify(text, headers as Record<string, string>);
    } catch {
      unsigned.push(one);
    }
    received.push(one);
    await receiver.answer(one, response);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/hook`,
    port,
    untilReceived: async (count: number) => {
      const some = () => JSON.stringify(received.slice(0, 10).map(({ id, body }) => [id, body.type]));
      await until(() => received.length >= count, `${count} deliveries`).catch((error: unknown) => {
        throw new Error(`${String(error)}, not ${some()}`);
      });
      return received;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
