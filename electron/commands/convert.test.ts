import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command, CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addConvertCommand } from './convert.ts';
import type { DocumentConverter } from './convert.ts';

let dir = '';
let closed = 0;

beforeEach(async () => {
  closed = 0;
  dir = await mkdtemp(join(tmpdir(), 'frodb-convert-'));
  await mkdir(join(dir, 'in/sub/.hidden'), { recursive: true });
  await writeFile(join(dir, 'in/a.md'), 'A');
  await writeFile(join(dir, 'in/bad.pdf'), 'B');
  await writeFile(join(dir, 'in/sub/a.md'), 'C');
  await writeFile(join(dir, 'in/sub/.hidden/x.md'), 'D');
});
afterEach(async () => {
  process.exitCode = undefined;
  await rm(dir, { recursive: true, force: true });
});

/** Writes a file's format and content; fails on PDFs. */
const converter: DocumentConverter<string> = {
  async convert({ path, name }, to) {
    if (name.endsWith('.pdf')) throw new Error('The PDF is broken.');
    const content = await readFile(path, 'utf8');
    const outputs = Object.fromEntries(to.map((format) => [format, `${format}:${content}\n`]));
    return { outputs, pages: 2, warnings: ['Something odd.'] };
  },
  async close() {
    closed += 1;
  },
};

async function run(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const program = new Command().exitOverride().configureOutput({ writeErr: (text) => void err.write(text) });
  const formats = ['md', 'json', 'html', 'text', 'chunks'];
  addConvertCommand(program, { formats, parallel: 2, start: () => converter, out, err });
  let code = 0;
  try {
    await program.parseAsync(['convert', ...args], { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode;
  }
  return { out: String(out.read() ?? ''), err: String(err.read() ?? ''), code };
}

describe('frodb convert', () => {
  it('prints the Markdown of a single file', async () => {
    const { out, err, code } = await run(join(dir, 'in/a.md'));
    expect([out, code, closed]).toEqual(['md:A\n', 0, 1]);
    expect(err).toMatch(/^\[1\/1\] .*a\.md: 2 pages, \d+\.\d s\n {4}Something odd\.\n$/);
  });

  it('prints another format', async () => {
    expect((await run(join(dir, 'in/a.md'), '--to', 'text')).out).toBe('text:A\n');
  });

  it('writes to the files it is told', async () => {
    const [md, json] = [join(dir, 'o.md'), join(dir, 'new/o.json')];
    const { out, code } = await run(join(dir, 'in/a.md'), '--md', md, '--json', json);
    expect([out, code]).toEqual(['', 0]);
    expect([await readFile(md, 'utf8'), await readFile(json, 'utf8')]).toEqual(['md:A\n', 'json:A\n']);
  });

  it('goes through folders, tells each file that failed, and exits with 1', async () => {
    const { err, code } = await run(join(dir, 'in'), '--out', join(dir, 'out'), '--to', 'md,chunks,text');
    expect(code).toBe(1);
    expect(err.split('\n').filter((line) => line.includes('failed:'))).toEqual([
      expect.stringMatching(/bad\.pdf: failed: The PDF is broken\.$/),
    ]);
    expect(err).toMatch(/2 converted, 1 failed\n$/);
    const written = await readdir(join(dir, 'out'), { recursive: true });
    expect(written.toSorted()).toEqual([
      'a.md.chunks.json',
      'a.md.md',
      'a.md.txt',
      'sub',
      join('sub', 'a.md.chunks.json'),
      join('sub', 'a.md.md'),
      join('sub', 'a.md.txt'),
    ]);
  });

  it('does not read again what it wrote below the folder', async () => {
    await run(join(dir, 'in'), '--out', join(dir, 'in/out'));
    const { err } = await run(join(dir, 'in'), '--out', join(dir, 'in/out'));
    expect(err).toMatch(/2 converted, 1 failed\n$/);
  });

  it('keeps the outputs of files of one name apart', async () => {
    await run(join(dir, 'in/a.md'), join(dir, 'in/sub/a.md'), '--out', join(dir, 'out'));
    expect((await readdir(join(dir, 'out'))).toSorted()).toEqual(['a.md.2.md', 'a.md.md']);
  });

  it('follows links to files', async () => {
    await symlink(join(dir, 'in/a.md'), join(dir, 'in/sub/link.md'));
    await symlink(join(dir, 'in'), join(dir, 'in/sub/circle'));
    await run(join(dir, 'in/sub'), '--out', join(dir, 'out'));
    expect((await readdir(join(dir, 'out'))).toSorted()).toEqual(['a.md.md', 'link.md.md']);
  });

  it('says that a folder holds nothing to convert', async () => {
    await mkdir(join(dir, 'empty'));
    expect(await run(join(dir, 'empty'), '--out', dir)).toEqual({
      out: '',
      err: 'no files were found\n',
      code: 0,
    });
  });

  it('says what is wrong with the place of the output', async () => {
    const { err, code } = await run(join(dir, 'in/a.md'), '--md', join(dir, 'in'));
    expect([err, code]).toEqual([expect.stringMatching(/failed: .*in is a folder\n$/), 1]);
    const blocked = await run(join(dir, 'in/a.md'), '--out', join(dir, 'in/bad.pdf'));
    expect(blocked.err).toMatch(/failed: .*bad\.pdf is no folder\n$/);
  });

  it('fails a file that is not there', async () => {
    const { err, code } = await run(join(dir, 'none.pdf'));
    expect(err).toMatch(/none\.pdf: failed: there is no such file\n$/);
    expect(code).toBe(1);
  });

  it.each([
    ['an unknown format', ['in/a.md', '--to', 'docx'], '--to'],
    ['an unknown OCR mode', ['in/a.md', '--ocr', 'maybe'], '--ocr'],
    ['languages of another form', ['in/a.md', '--lang', 'portuguese'], '--lang'],
    ['several files without a folder', ['in/a.md', 'in/sub/a.md'], '--out'],
    ['a folder without a folder', ['in'], '--out'],
    ['several formats on one output', ['in/a.md', '--to', 'md,json'], '--out'],
    ['two places for one output', ['in/a.md', '--out', 'o', '--md', 'f'], '--out'],
  ])('refuses %s with 2', async (_, args, named) => {
    const [first, ...rest] = args;
    const { err, code } = await run(join(dir, first!), ...rest);
    expect(code).toBe(2);
    expect(err).toContain(named);
    expect(closed).toBe(0);
  });
});
