import { create } from 'zustand';
import { useConnection } from '../../api/connection.ts';
import { problemOf } from '../../api/problem.ts';
import type { Problem } from '../../api/problem.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { sendFile } from './send-file.ts';
import type { StagedFile } from './send-file.ts';
import { createSpeedometer } from './upload-speed.ts';
import type { Speed } from './upload-speed.ts';

/** A file on its way to the server, where it waits for a record. */
export interface Upload extends Speed {
  id: string;
  at: CollectionPath;
  name: string;
  size: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  /** Bytes. */
  sent: number;
  /** Of one that is done. */
  staged: StagedFile | null;
  /** Of one that failed. */
  problem: Problem | null;
}

/** All uploads of this window, in the order in which they were asked for; they go on while one walks about in Studio. */
export const useUploads = create<{ uploads: ReadonlyMap<string, Upload> }>()(() => ({ uploads: new Map() }));

/** So many go at a time. */
const concurrency = 3;
const tellEveryMs = 100;

/** What is not for the page to see: the bytes, and how to call them off. */
interface Work {
  file: File;
  abort: AbortController;
}
const works = new Map<string, Work>();

/** Sends a file to where records of a collection can take it; answers with the upload's id at once. */
export function startUpload(at: CollectionPath, file: File): string {
  const id = crypto.randomUUID();
  works.set(id, { file, abort: new AbortController() });
  put({ id, at, name: file.name, size: file.size, state: 'waiting', ...fresh });
  sendNext();
  return id;
}

const fresh = { sent: 0, perSecond: null, secondsLeft: null, staged: null, problem: null };

/** Begins one that failed anew. */
export function retryUpload(id: string): void {
  change(id, (upload) => (upload.state === 'failed' ? { state: 'waiting', ...fresh } : {}));
  sendNext();
}

/** Calls one off, or forgets one that is over; what was staged and never taken goes by itself after a day. */
export function dropUpload(id: string): void {
  works.get(id)?.abort.abort();
  works.delete(id);
  const uploads = new Map(useUploads.getState().uploads);
  uploads.delete(id);
  useUploads.setState({ uploads });
  sendNext();
}

/**
 * Resolves with what was staged once it is there. Rejects with the problem of an upload that failed, and with an
 * AbortError when it was dropped.
 */
export function whenUploaded(id: string): Promise<StagedFile> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const upload = useUploads.getState().uploads.get(id);
      if (upload?.staged) resolve(upload.staged);
      else if (!upload) reject(new DOMException('The upload was called off.', 'AbortError'));
      else if (upload.problem) reject(new UploadFailed(upload.name, upload.problem));
      else return false;
      return true;
    };
    if (look()) return;
    const stop = useUploads.subscribe(() => {
      if (look()) stop();
    });
  });
}

/** A file did not arrive. */
export class UploadFailed extends Error {
  constructor(
    readonly fileName: string,
    readonly problem: Problem,
  ) {
    super(problem.detail);
    this.name = 'UploadFailed';
  }
}

/** Those that are not over. */
export function isUnderWay({ state }: Upload): boolean {
  return state === 'waiting' || state === 'sending';
}

function put(upload: Upload): void {
  const uploads = new Map(useUploads.getState().uploads);
  uploads.set(upload.id, upload);
  useUploads.setState({ uploads });
}

function change(id: string, by: (upload: Upload) => Partial<Upload>): void {
  const upload = useUploads.getState().uploads.get(id);
  if (upload) put({ ...upload, ...by(upload) });
}

function sendNext(): void {
  const all = [...useUploads.getState().uploads.values()];
  const free = concurrency - all.filter(({ state }) => state === 'sending').length;
  for (const { id } of all.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free)))
    void send(id);
}

async function send(id: string): Promise<void> {
  const work = works.get(id);
  const upload = useUploads.getState().uploads.get(id);
  if (!work || !upload) return;
  change(id, () => ({ state: 'sending' }));
  const measure = createSpeedometer(upload.size);
  let told = 0;
  const onProgress = (sent: number): void => {
    const now = performance.now();
    if (now - told < tellEveryMs) return;
    told = now;
    change(id, () => ({ sent, ...measure(sent, now) }));
  };
  try {
    const { file, abort } = work;
    const staged = await sendFile({ at: upload.at, file, signal: abort.signal, onProgress });
    works.delete(id);
    change(id, () => ({ state: 'done', sent: upload.size, secondsLeft: 0, staged }));
  } catch (error) {
    if (work.abort.signal.aborted) return;
    change(id, () => ({ ...fresh, state: 'failed', problem: problemOf(error) }));
  }
  sendNext();
}

/** Sends anew what failed for want of an answer or of a session, once there is one again. */
function resume(isOurs: (problem: Problem) => boolean): void {
  for (const { id, problem } of useUploads.getState().uploads.values()) {
    if (problem && isOurs(problem)) retryUpload(id);
  }
}
useConnection.subscribe(({ isReached }, { isReached: was }) => {
  if (isReached && !was) resume(({ code }) => code === 'unreachable');
});
useSession.subscribe(({ state }, { state: was }) => {
  if (state === 'in' && was !== 'in') resume(({ status }) => status === 401);
});

// Files that are on their way end with the page, so whoever leaves it is asked.
window.addEventListener('beforeunload', (event) => {
  if ([...useUploads.getState().uploads.values()].some(isUnderWay)) event.preventDefault();
});
