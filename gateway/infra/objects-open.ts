import { createFilesystemStore } from './objects-filesystem.ts';
import { createMinioStore } from './objects-minio.ts';
import type { ObjectStore } from './objects.ts';

/** Where an object store is. */
export type ObjectsConnection =
  | { kind: 'minio' | 's3'; endpoint: string; accessKey: string; secretKey: string; region: string }
  | { kind: 'filesystem'; dir: string };

/** The driver for the store; nothing is connected yet. `answerTimeoutMs` is for those that are reached by a network. */
export function openObjectStore(at: ObjectsConnection, answerTimeoutMs?: number): ObjectStore {
  if (at.kind === 'filesystem') return createFilesystemStore(at);
  return createMinioStore({ ...at, ...(answerTimeoutMs === undefined ? {} : { answerTimeoutMs }) });
}
