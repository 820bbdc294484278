/** Builds at every change and runs the command line anew, in a child so that it can be replaced. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleOptions } from './bundle.mjs';

export async function watch(cli, args) {
  const { context } = await import('esbuild');
  let child;
  let isLeaving = false;

  async function stopChild() {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  async function restart() {
    await stopChild();
    if (!isLeaving) child = spawn(process.execPath, [cli, ...args], { stdio: 'inherit' });
  }

  /** Made by the first build that succeeds. */
  async function leaveWithStarter() {
    const { watchStarter } = await import(pathToFileURL(join(dirname(cli), 'starter.js')).href);
    watchStarter(process.env).addEventListener('abort', leave);
  }

  // One restart after another: two quick saves must not leave two children.
  let queue = Promise.resolve();
  let watched;
  const restartAfterBuild = {
    name: 'restart',
    setup(build) {
      build.onEnd((result) => {
        if (result.errors.length > 0) return;
        watched ??= leaveWithStarter();
        queue = queue.then(restart);
      });
    },
  };
  const running = await context({ ...bundleOptions(), plugins: [restartAfterBuild] });

  function leave() {
    isLeaving = true;
    void queue.then(stopChild).then(async () => {
      await running.dispose();
      process.exit(0);
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, leave);
  await running.watch();
}
