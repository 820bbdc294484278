import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Counter } from 'prom-client';
import type { Metrics } from './metrics.ts';

/** Milliseconds between two looks at the event loop. */
const lookEveryMs = 20;
const nanoseconds = 1e9;

/** What this process knows of itself. Watches its event loop until it is closed. */
export function watchProcess(metrics: Metrics) {
  const delay = monitorEventLoopDelay({ resolution: lookEveryMs });
  delay.enable();
  metrics.startTime.set(performance.timeOrigin / 1_000);
  return {
    set: () => {
      for (const quantile of [0.5, 0.99, 1]) {
        // The pause between two looks counts in it.
        const late = delay.percentile(quantile * 100) / nanoseconds - lookEveryMs / 1_000;
        metrics.loopDelay.set({ quantile }, Math.max(0, late));
      }
      delay.reset();
      const { user, system } = process.cpuUsage();
      setTotal(metrics.cpu, (user + system) / 1e6);
      setTotal(metrics.loopActive, performance.eventLoopUtilization().active / 1_000);
      const { rss, heapUsed } = process.memoryUsage();
      metrics.memory.set(rss);
      metrics.heap.set(heapUsed);
    },
    close: () => void delay.disable(),
  };
}

/** Of what is counted elsewhere. */
function setTotal(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}
