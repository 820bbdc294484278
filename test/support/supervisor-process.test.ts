import { expect, test } from 'vitest';
import { processesOfPs, processesWith } from './supervisor-process.ts';

test.skipIf(process.platform === 'win32')('processes are found by ps where there is no /proc', () => {
  const own = processesOfPs().find(({ pid }) => pid === process.pid);
  expect(own?.command).toContain('node');
  // The parent is found both ways, by its arguments.
  const parent = processesOfPs().find(({ pid }) => pid === process.ppid);
  expect(processesWith(parent?.command.split(' ')[0] ?? '-').map(({ pid }) => pid)).toContain(process.ppid);
});
