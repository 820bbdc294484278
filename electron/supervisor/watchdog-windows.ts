import { type ChildProcess, spawn } from 'node:child_process';

/**
 * The watcher for Windows, written from the documentation and NOT RUN: there is no `sh` there, so Node itself
 * reads the pipe (41 MB instead of 1.6). A pipe's end is seen as on Unix; signals and groups don't exist, so the
 * engines' process trees are ended with taskkill. Postgres recovers from its log at the next start.
 */
const script = `
const watched = new Set();
require('node:readline').createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [op, pid] = line.split(' ');
    if (op === 'add') watched.add(pid);
    else watched.delete(pid);
  })
  .on('close', () => {
    for (const pid of watched) {
      require('node:child_process').spawnSync('taskkill', ['/PID', pid, '/T', '/F'], { stdio: 'ignore' });
    }
  });
`;

export function windowsWatchdog(): ChildProcess {
  return spawn(process.execPath, ['-e', script], {
    detached: true,
    env: { ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  });
}
