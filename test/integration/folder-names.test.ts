import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { capabilities, repository } from '../support/capabilities.ts';
import { docsFields, withFile } from '../support/docs.ts';
import { client, startFrodb } from '../support/frodb.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'frodb-names-'));
  chmodSync(parent, 0o711);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const env = { FRODB_MIN_FREE_DISK_MB: '20' };
const isReady = capabilities.postgres && capabilities.qdrant && process.platform !== 'win32';

/** A file goes in, is found and comes out again: all three engines have written. */
async function use(dataDir: string): Promise<void> {
  const frodb = await startFrodb(dataDir, env);
  try {
    const ask = client(frodb);
    await ask('POST', '/collections', { name: 'docs', fields: docsFields });
    const made = (await ask('POST', '/collections/docs/records', withFile('estaiada'))) as { id: string };
    const found = (await ask('POST', '/collections/docs/search', { query: 'ponte' })) as {
      results: unknown[];
    };
    expect(found.results).toHaveLength(1);
    const path = `/collections/docs/records/${made.id}`;
    const record = (await ask('GET', path)) as { file: { size: number } };
    expect(record.file.size).toBe(5_000);
  } finally {
    await frodb.stop();
  }
}

describe.skipIf(!isReady)('a data folder', () => {
  test.each([
    'a{1...4}b',
    '...',
    `-D it's "quoted", $HOME \`id\` $(id); %p %41 %% \\ & | <> ~ `,
    'ação 文件 🐘 e\u0301 #?*[a-z](!)=',
    'n'.repeat(255),
    Array.from({ length: 6 }, () => 'l'.repeat(99)).join('/'),
    '{a...z}/{01...12}',
  ])('called %j works, and nothing is written beside it', async (name) => {
    await use(join(parent, name));
    expect(readdirSync(parent)).toEqual([name.split('/')[0]]);
  });

  test('that is a link works, whatever it leads to is called', async () => {
    mkdirSync(join(parent, 'real{1...2}'));
    symlinkSync(join(parent, 'real{1...2}'), join(parent, 'link'));
    await use(join(parent, 'link'));
    expect(readdirSync(parent).toSorted()).toEqual(['link', 'real{1...2}']);
  });

  test('may be given from where one is', async () => {
    const dataDir = 'rel{1...2}';
    const { out } = await start(dataDir, (child) => child.kill('SIGTERM'));
    expect(JSON.parse(out)).toMatchObject({ admin_key_file: join(parent, dataDir, 'admin-key') });
    expect(readdirSync(parent)).toEqual([dataDir]);
  });
});

/** `frodb start` in the parent folder, till it ends. */
async function start(
  dataDir: string,
  onReady: (child: ReturnType<typeof spawn>) => void = () => undefined,
): Promise<{ code: number | null; out: string; err: string }> {
  const args = [join(repository, 'dist/cli.js'), 'start', `--data-dir=${dataDir}`, '--port=0'];
  const child = spawn(process.execPath, args, { cwd: parent, env: { ...process.env, ...env } });
  child.stdout.once('data', () => onReady(child));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, out, err };
}

describe.skipIf(process.platform === 'win32')(
  'a data folder is refused in words, and nothing is made, when',
  () => {
    test.each([
      ['its name has a line’s end', 'a\nb', 'control character'],
      ['its name has a carriage return', 'a\rb', 'control character'],
      ['its name has an escape', 'a\u001B[31mb', 'control character'],
      ['its name ends in a line of Unicode', 'a\u2028', 'control character'],
      ['its name was no UTF-8', 'a\uFFFDb', 'not valid UTF-8'],
      ['its name is empty', '', 'no name was given'],
      ['a part of it is too long', 'n'.repeat(256), 'too long'],
      [
        'its path is too long',
        Array.from({ length: 8 }, () => 'l'.repeat(99)).join('/'),
        'more than 700 bytes',
      ],
    ])('%s', async (_, name, reason) => {
      const { code, out, err } = await start(name);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(reason);
      expect(err).toContain('--data-dir');
      expect(err).not.toContain('    at ');
      expect(readdirSync(parent)).toEqual([]);
    });

    test.each([
      ['it is a link that leads nowhere', 'nothing', 'leads nowhere'],
      ['its links lead in a circle', 'link', 'in a circle'],
    ])('%s', async (_, target, reason) => {
      symlinkSync(join(parent, target), join(parent, 'link'));
      const { code, err } = await start('link');
      expect(code).toBe(1);
      expect(err).toContain(reason);
      expect(readdirSync(parent)).toEqual(['link']);
    });
  },
);
