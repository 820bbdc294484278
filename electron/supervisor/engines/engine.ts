import { systemRoot } from '../process/programs-of-windows.ts';
import type { StopSignal } from '../process/process-group.ts';
import type { Launch } from '../process/spawn-gated.ts';

export type EngineName = 'postgres' | 'qdrant' | 'minio';

/** What makes one engine different from another; `ManagedProcess` does the rest. */
export interface Engine {
  name: EngineName;
  port: number;
  stopSignal: StopSignal;
  /** Folder that holds its data, for measuring. */
  folder: string;
  /** Finds the version in the engine's own greeting. */
  versionPattern: RegExp;
  /** `attempt` counts from 1 in one start; at the first the port was just looked at. */
  prepare(stop: AbortSignal, attempt: number): Promise<Launch>;
  probe(pid: number): Promise<boolean>;
}

/**
 * The environment of an engine: nothing is inherited, since a user's own PG…, QDRANT__… or MINIO_… settings
 * would change what runs.
 */
export function engineEnv(
  more: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
  root = systemRoot(),
): Record<string, string> {
  const base: Record<string, string> =
    platform === 'win32'
      ? { SystemRoot: root, windir: root, Path: `${root}\\System32;${root}` }
      : { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
  return { ...base, TZ: 'UTC', ...more };
}
