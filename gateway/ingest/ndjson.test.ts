import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLines } from './ndjson.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'frodb-lines-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function linesOf(text: string, longest = 1_000): Promise<(string | null)[]> {
  const path = join(folder, 'lines');
  await writeFile(path, text);
  return [...readLines(path, longest)].map((line) => line && Buffer.from(line).toString());
}

describe('lines', () => {
  it.each([
    ['', []],
    ['\n\r\n \t\n', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\n\nb\n ', ['a\r', 'b']],
    ['água\nрека', ['água', 'река']],
  ])('of %j are %j', async (text, lines) => {
    expect(await linesOf(text)).toEqual(lines);
  });

  it('that are too long are not kept, and what follows is read', async () => {
    expect(await linesOf('abc\nabcd\nab\nabcdefgh', 3)).toEqual(['abc', null, 'ab', null]);
  });

  it('are whole where a piece of the file ends inside one', async () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => `${n}${'é'.repeat(n % 500)}`);
    expect(await linesOf(lines.join('\n'), 2_000)).toEqual(lines);
  });
});
