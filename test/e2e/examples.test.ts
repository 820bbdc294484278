import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../support/capabilities.ts';
import { followEvents } from '../support/event-stream.ts';
import { client, startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { until } from '../support/processes.ts';
import { pythonWith } from '../support/python.ts';

let folder: string;
let frodb: RunningFrodb;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frodb-examples-'));
  await chmod(folder, 0o711);
  frodb = await startFrodb(join(folder, 'data'));
});
afterAll(async () => {
  await Promise.all(children.map(kill));
  await frodb.stop();
  await rm(folder, { recursive: true, force: true });
});

function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  return client(frodb)(method, path, body);
}

function start(program: string, args: string[]): ChildProcess {
  const { url, key } = frodb;
  const child = spawn(program, args, {
    env: { ...process.env, FRODB_URL: url, FRODB_KEY: key },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('the Node example', () => {
  const file = (): string => join(folder, 'events.ndjson');
  const follow = (): ChildProcess =>
    start(process.execPath, [join(repository, 'examples/events-node/follow.mjs'), file()]);
  const seen = async (): Promise<{ id: string; record_ids: string[] }[]> => {
    const text = await readFile(file(), 'utf8').catch(() => '');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { id: string; record_ids: string[] });
  };

  it('has every event once, in order, however often it is killed', async () => {
    await ask('POST', '/collections', { name: 'notes', fields: [{ name: 'n', type: 'int' }] });
    const all = await followEvents(frodb.url, { key: frodb.key, query: 'types=record.*' });
    const create = async (n: number): Promise<string> =>
      ((await ask('POST', '/collections/notes/records', { n })) as { id: string }).id;
    // From its first event on it knows where it is.
    let follower = follow();
    let tries = 0;
    while ((await seen()).length === 0) await create(-++tries);
    const [first] = await seen();
    let isWriting = true;
    const writing = (async () => {
      for (let n = 0; isWriting; n++) await create(n);
    })();
    for (let kills = 0; kills < 5; kills++) {
      const before = (await seen()).length;
      await until(async () => (await seen()).length > before + 20, 'the follower to go on');
      await kill(follower);
      follower = follow();
    }
    isWriting = false;
    await writing;
    const last = await create(-1);
    await all.untilHears(({ data }) => (data['record_ids'] as string[]).includes(last));
    await until(async () => (await seen()).at(-1)?.record_ids[0] === last, 'the follower to have all');
    const told = all.told.map(({ id }) => id);
    expect((await seen()).map(({ id }) => id)).toEqual(told.slice(told.indexOf(first?.id)));
    await all.close();
  });
});

describe('the LangGraph example', () => {
  const example = join(repository, 'examples/langgraph-python');

  it('works on new records, and on those that came while it was away', async (context) => {
    const python = await pythonWith(join(example, 'requirements.txt'));
    if (python === null) return context.skip();
    const fields = [
      { name: 'text', type: 'text' },
      { name: 'urgency', type: 'string' },
    ];
    await ask('POST', '/collections', { name: 'tickets', fields });
    const records = '/collections/tickets/records';
    const create = async (text: string): Promise<string> =>
      ((await ask('POST', records, { text })) as { id: string }).id;
    const urgencyOf = async (id: string): Promise<unknown> =>
      ((await ask('GET', `${records}/${id}`)) as { urgency: unknown }).urgency;
    const follow = (): ChildProcess =>
      start(python, [join(example, 'follow.py'), 'tickets', join(folder, 'position.txt')]);

    let follower = follow();
    const position = (): Promise<string> => readFile(join(folder, 'position.txt'), 'utf8').catch(() => '');
    await until(async () => (await position()) !== '', 'the agent to follow', 60);
    const flood = await create('The flood has reached the kitchen.');
    await until(async () => (await urgencyOf(flood)) === 'high', 'the agent to judge it');
    await kill(follower);
    const meanwhile = await create('A lamp is out.');
    follower = follow();
    await until(
      async () => (await urgencyOf(meanwhile)) === 'normal',
      'the agent to judge what it missed',
      60,
    );
    await kill(follower);
  });

  it('is Python', async (context) => {
    const hasPython = await promisify(execFile)('python3', ['--version']).then(
      () => true,
      () => false,
    );
    if (!hasPython) return context.skip();
    const parse = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
    await promisify(execFile)('python3', ['-c', parse, join(example, 'follow.py')]);
  });
});
