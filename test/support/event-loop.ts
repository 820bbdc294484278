import { Worker } from 'node:worker_threads';

/** How long a request waited that asks for nothing. */
export interface LongestWait {
  /** As the client saw it. */
  wallMs: number;
  /**
   * What of it the gateway's own thread worked: on a busy machine the rest is the time of others. Like `wallMs` where
   * the system does not tell.
   */
  loopMs: number;
}

export interface LoopProbe {
  /** Forgets what was measured, e.g. of preparing. */
  reset: () => Promise<void>;
  /** The longest wait since the probe began, or since the last `reset`. */
  longest: () => Promise<LongestWait>;
  stop: () => Promise<void>;
}

/** Plain JavaScript, for it runs without the tests' loader. */
const source = `
const { parentPort, workerData } = require('node:worker_threads');
const { get, Agent } = require('node:http');
const { readFileSync } = require('node:fs');
const { url, pid } = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let longest = { wallMs: 0, loopMs: 0 };
function worked() {
  try {
    return Number(readFileSync('/proc/' + pid + '/task/' + pid + '/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return NaN;
  }
}
function ask() {
  const began = performance.now();
  const before = worked();
  const next = () => {
    const wallMs = performance.now() - began;
    const inLoop = worked() - before;
    const loopMs = Number.isNaN(inLoop) ? wallMs : Math.min(wallMs, inLoop);
    if (loopMs > longest.loopMs) longest.loopMs = loopMs;
    if (wallMs > longest.wallMs) longest.wallMs = wallMs;
    setTimeout(ask, 3);
  };
  get(url + '/health', { agent }, (answer) => answer.resume().on('end', next)).on('error', next);
}
parentPort.on('message', (reset) => {
  parentPort.postMessage(longest);
  if (reset) longest = { wallMs: 0, loopMs: 0 };
});
ask();
`;

/** Asks for `/health` every few milliseconds, from a thread of its own. `pid`: the gateway's process. */
export function probeLoop(url: string, pid: number): LoopProbe {
  const worker = new Worker(source, { eval: true, workerData: { url, pid } });
  const ask = (reset: boolean): Promise<LongestWait> =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(reset);
    });
  return {
    reset: async () => void (await ask(true)),
    longest: () => ask(false),
    stop: async () => void (await worker.terminate()),
  };
}
