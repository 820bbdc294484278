import type { FaultPoint } from '../../gateway/write/env.ts';

type Meet = () => Promise<void>;

/** Lets a test decide what the write path meets at one of its points, once. */
export function faultPlan() {
  let planned: { point: FaultPoint; meet: Meet } | null = null;
  return {
    /** For the write path's environment. */
    fault: async (point: FaultPoint): Promise<void> => {
      if (planned?.point !== point) return;
      const { meet } = planned;
      planned = null;
      await meet();
    },
    /** The next write that comes to `point` first does this. */
    at: (point: FaultPoint, meet: Meet): void => {
      planned = { point, meet };
    },
    /** Runs a write that never gets past `point`, as after a SIGKILL; false when it ended without coming there. */
    abandonAt: async (point: FaultPoint, write: () => Promise<unknown>): Promise<boolean> => {
      const met = new Promise<true>((resolve) => {
        planned = {
          point,
          meet: () => {
            resolve(true);
            return new Promise<void>(() => undefined);
          },
        };
      });
      const finished = write().then(
        () => false as const,
        () => false as const,
      );
      const isMet = await Promise.race([met, finished]);
      planned = null;
      return isMet;
    },
  };
}
