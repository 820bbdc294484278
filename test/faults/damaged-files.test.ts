import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataFolder } from '../../electron/supervisor/folder/data-folder.ts';
import { allDamages, damages } from '../support/damages.ts';
import { spawnFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { killFamily } from '../support/processes.ts';
import { ask, docs, withFile } from './writes.ts';

/** All that FroDB writes into a data folder beside its engines' own files. */
const everyFile = [
  'frodb.json',
  'frodb.lock',
  'credentials.json',
  'admin-key',
  'ports.json',
  'qdrant/config.yaml',
  'postgres/postmaster.pid',
  'run/postgres.pid',
];

describe.each(['minio', 'filesystem'] as const)('a start on a folder (%s)', (store) => {
  let place: string;
  let dataDir: string;
  let key: string;
  let running: number | undefined;

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'frodb-damaged-'));
    // Postgres may run as another user, who must get through to its folder.
    await chmod(place, 0o711);
    dataDir = join(place, 'data');
    const folder = await openDataFolder(dataDir, 1);
    folder.keepObjectStore(store);
    folder.release();
    const frodb = await start();
    key = frodb.key;
    expect((await ask(frodb, 'POST', '/collections', docs))?.status).toBe(201);
    expect((await ask(frodb, 'POST', '/collections/docs/records', withFile('Tejo')))?.status).toBe(201);
  });
  afterAll(async () => {
    end();
    await rm(place, { recursive: true, force: true });
  });

  async function start(): Promise<RunningFrodb> {
    const frodb = spawnFrodb(dataDir);
    running = frodb.pid;
    return await frodb.ready;
  }

  /** As a pulled plug does, so that locks and pid files stay. */
  function end(): void {
    if (running !== undefined) killFamily(running);
    running = undefined;
  }

  // What differs with the store is how a lost marker is made anew.
  const files = store === 'minio' ? everyFile : ['frodb.json'];
  const cases = allDamages.flatMap((damage) => [
    ...files.map((file) => ({ damage, name: file, files: [file] })),
    { damage, name: 'frodb.json and credentials.json', files: ['frodb.json', 'credentials.json'] },
  ]);
  it.each(cases)('works with $name $damage', async ({ damage, files: damaged }) => {
    end();
    for (const file of damaged) damages[damage](join(dataDir, file));
    const started = await start();
    const frodb = { ...started, key };
    // Programs on this machine take the key from its file.
    if (started.key !== '') expect((await ask(started, 'GET', '/api-keys'))?.status).toBe(200);
    const found = await ask(frodb, 'POST', '/collections/docs/search', { query: 'Tejo' });
    const [hit] = (found?.json['results'] ?? []) as { id: string }[];
    const file = await fetch(`${frodb.url}/collections/docs/records/${hit?.id}/files/file`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(Buffer.from(await file.arrayBuffer())).toEqual(Buffer.alloc(50_000, 'Tejo'));
    const written = await ask(frodb, 'POST', '/collections/docs/records', withFile(crypto.randomUUID()));
    expect(written?.status).toBe(201);
  });
});
