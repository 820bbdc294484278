import { expect, test } from 'vitest';
import { shippedCatalogue } from './catalogue.ts';
import type { Machine } from './command.ts';
import type { Context } from './context.ts';
import { findPip } from './go.ts';

const context: Context = {
  catalogue: shippedCatalogue(),
  platform: 'darwin-arm64',
  dir: '/nowhere',
  cacheDir: '/nowhere',
  env: {},
  folder: undefined,
  mirror: undefined,
  trustFirstUse: false,
  builds: true,
  packagesFrom: '/nowhere',
  machine: () => null,
  onProgress: () => {},
  download: {},
};

/** Answers what is in the list, and notes what was run. */
function machineWith(platform: NodeJS.Platform, answers: Record<string, string>): [Machine, string[]] {
  const run: string[] = [];
  const tryCommand: Machine['tryCommand'] = (program, args) => {
    const line = [program, ...args].join(' ');
    run.push(line);
    return Promise.resolve(answers[line] ?? null);
  };
  return [{ platform, tryCommand }, run];
}

const standIns = { '/usr/bin/which python3': '/usr/bin/python3\n', '/usr/bin/which pip3': '/usr/bin/pip3\n' };

test('a Mac without developer tools is not asked for them', async () => {
  const [machine, run] = machineWith('darwin', standIns);
  expect(await findPip(context, machine)).toBeNull();
  expect(run.filter((line) => /^(python3|pip3) /.test(line))).toEqual([]);
});

test('a Mac with developer tools, or with a Python of its own, uses it', async () => {
  const answers = { 'python3 -m pip --version': 'pip 25' };
  const tools = {
    ...standIns,
    ...answers,
    '/usr/bin/xcode-select -p': '/Library/Developer/CommandLineTools',
  };
  const own = { ...answers, '/usr/bin/which python3': '/opt/homebrew/bin/python3\n' };
  for (const known of [tools, own]) {
    const [machine] = machineWith('darwin', known);
    expect(await findPip(context, machine)).toEqual(['python3', '-m', 'pip']);
  }
});

test('elsewhere nothing is asked before', async () => {
  const [machine, run] = machineWith('linux', { 'pip3 --version': 'pip 25' });
  expect(await findPip(context, machine)).toEqual(['pip3']);
  expect(run).toEqual(['python3 -m pip --version', 'pip3 --version']);
});
