import type { Engine } from '../../api/types.ts';
import type { State } from '../../components/state-mark/state-mark.tsx';

/** As their makers write them. */
export const engineNames = { postgres: 'Postgres', qdrant: 'Qdrant', minio: 'MinIO' } as const;
export type EngineName = keyof typeof engineNames;

/** The shape that tells a state. */
export function markOf(state: Engine['state']): State {
  const marks: Record<Engine['state'], State> = {
    ready: 'running',
    starting: 'starting',
    stopping: 'waiting',
    stopped: 'stopped',
    failed: 'failed',
  };
  return marks[state];
}

/** `2026-02-12` of MinIO's `RELEASE.2026-02-12T20-18-48Z`. */
export function shortVersion(version: string): string {
  return /^RELEASE\.(\d{4}-\d{2}-\d{2})T/.exec(version)?.[1] ?? version;
}
