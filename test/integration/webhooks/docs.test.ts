import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { repository } from '../../support/capabilities.ts';
import { useWebhooks } from '../../support/webhook-bench.ts';
import { testSecret } from '../../support/webhook-receiver.ts';

const bench = useWebhooks();
let receiver: ChildProcess | undefined;
afterEach(() => receiver?.kill());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The receiver of `docs/webhooks.md`; what it prints comes into `lines`. */
async function startDocumented(secret: string): Promise<{ url: string; lines: string[] }> {
  const page = await readFile(join(repository, 'docs/webhooks.md'), 'utf8');
  const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? '';
  const port = await freePort();
  const env = { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) };
  receiver = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: repository, env });
  const lines: string[] = [];
  receiver.stdout?.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
  return { url: `http://127.0.0.1:${port}/`, lines };
}

it('the documented receiver takes what is signed with its secret', async () => {
  const { url, lines } = await startDocumented(testSecret);
  const { id } = await bench.hook({ url, types: ['record.*'] });
  const record = await bench.write('shop/items');
  const delivery = await bench.untilNewest(id, { state: 'delivered' });
  await expect.poll(() => lines).toEqual([expect.stringContaining(`${delivery.id} record.created`)]);
  expect(lines[0]).toContain(record);
});

it('and nothing else', async () => {
  const { url, lines } = await startDocumented(`whsec_${Buffer.alloc(32, 8).toString('base64')}`);
  const { id } = await bench.hook({ url, types: ['record.*'] });
  await bench.write('shop/items');
  const { attempt_log: log } = await bench.untilNewest(id, { state: 'dead' });
  expect(log.at(-1)?.status).toBe(400);
  expect(lines).toEqual([]);
});
