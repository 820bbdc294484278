import { create } from 'zustand';
import { api, dataOf } from '../../api/client.ts';
import { useConnection } from '../../api/connection.ts';
import { problemOf } from '../../api/problem.ts';
import type { Problem } from '../../api/problem.ts';
import { keys, queryClient } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { refusalOf } from '../uploads/file-refusal.ts';
import { createSpeedometer } from '../uploads/upload-speed.ts';
import { UploadFailed, dropUpload, startUpload, whenUploaded } from '../uploads/uploads.ts';
import { documentRecord } from './document-target.ts';
import type { DocumentTarget } from './document-target.ts';

/** A file that was not taken. */
export interface FailedDocument {
  file: File;
  problem: Problem;
}

/** Many files on their way to become a record each. */
export interface DocumentBatch {
  id: string;
  at: CollectionPath;
  total: number;
  done: number;
  failed: readonly FailedDocument[];
  /** `paused`: nothing would be taken now; see `problem`. */
  state: 'running' | 'paused' | 'cancelled' | 'ended';
  problem: Problem | null;
  /** By the speed since it began, or went on; null while it is too early to say. */
  secondsLeft: number | null;
}

/** The batches of this window; they go on while one walks about in Studio. */
export const useDocumentBatches = create<{ batches: readonly DocumentBatch[] }>()(() => ({ batches: [] }));

/** So many files go at a time. */
const concurrency = 3;

interface Work {
  schema: CollectionSchema;
  target: DocumentTarget;
  /** Files that are still to go, the next one last, each with the key that makes its record once. */
  waiting: { file: File; key: string }[];
  active: number;
  /** Of files that were done since it began, or went on. */
  measure: ReturnType<typeof createSpeedometer> | null;
}
const works = new Map<string, Work>();

export interface DocumentBatchInput {
  at: CollectionPath;
  schema: CollectionSchema;
  target: DocumentTarget;
  files: readonly File[];
}

/** Makes a record of each file, some at a time. Nothing stops at a file that is not taken: it is told at the end. */
export function startDocuments({ at, schema, target, files }: DocumentBatchInput): string {
  const id = crypto.randomUUID();
  const waiting = files.map((file) => ({ file, key: crypto.randomUUID() })).toReversed();
  works.set(id, { schema, target, waiting, active: 0, measure: null });
  const batch: DocumentBatch = {
    id,
    at,
    total: files.length,
    done: 0,
    failed: [],
    state: 'running',
    problem: null,
    secondsLeft: null,
  };
  useDocumentBatches.setState(({ batches }) => ({ batches: [...batches, batch] }));
  goOn(id);
  return id;
}

/** The files that have not gone yet stay where they are. */
export function cancelDocuments(id: string): void {
  change(id, ({ state }) => (state === 'ended' ? {} : { state: 'cancelled', problem: null }));
}

/** Goes on after a pause. */
export function resumeDocuments(id: string): void {
  const work = works.get(id);
  if (work) work.measure = null;
  change(id, () => ({ state: 'running', problem: null, secondsLeft: null }));
  goOn(id);
}

/** Tries files again that were not taken: one of them, or all. */
export function retryDocuments(id: string, file?: File): void {
  const work = works.get(id);
  const batch = batchOf(id);
  if (!work || !batch) return;
  const again = batch.failed.filter((one) => file === undefined || one.file === file);
  work.waiting.push(...again.map((one) => ({ file: one.file, key: crypto.randomUUID() })));
  change(id, ({ failed }) => ({ failed: failed.filter((one) => !again.includes(one)) }));
  resumeDocuments(id);
}

/** Forgets a batch that has ended. */
export function dismissDocuments(id: string): void {
  works.delete(id);
  useDocumentBatches.setState(({ batches }) => ({ batches: batches.filter((batch) => batch.id !== id) }));
}

function batchOf(id: string): DocumentBatch | undefined {
  return useDocumentBatches.getState().batches.find((batch) => batch.id === id);
}

function change(id: string, by: (batch: DocumentBatch) => Partial<DocumentBatch>): void {
  useDocumentBatches.setState(({ batches }) => ({
    batches: batches.map((batch) => (batch.id === id ? { ...batch, ...by(batch) } : batch)),
  }));
}

function goOn(id: string): void {
  const work = works.get(id);
  while (work && batchOf(id)?.state === 'running' && work.active < concurrency) {
    const next = work.waiting.pop();
    if (!next) break;
    work.active++;
    void take(id, work, next).finally(() => {
      work.active--;
      goOn(id);
    });
  }
  if (work?.active === 0 && work.waiting.length === 0) end(id);
}

function end(id: string): void {
  const batch = batchOf(id);
  if (batch?.state !== 'running') return;
  change(id, () => ({ state: 'ended' }));
  void queryClient.invalidateQueries({ queryKey: keys.collection(batch.at) });
}

async function take(id: string, work: Work, item: Work['waiting'][number]): Promise<void> {
  const batch = batchOf(id);
  if (!batch) return;
  const { file, key } = item;
  const refusal = refusalOf(file, work.target.file);
  if (refusal) return fail(id, file, { ...emptyProblem, detail: refusal.message, errors: [refusal] });
  const uploadId = startUpload(batch.at, file);
  try {
    const staged = await whenUploaded(uploadId);
    await dataOf(
      api.POST('/databases/{database}/collections/{collection}/records', {
        params: { path: batch.at, header: { 'Idempotency-Key': key } },
        body: documentRecord(work.target, work.schema, file.name, staged.id),
      }),
    );
    change(id, (now) => ({ done: now.done + 1, secondsLeft: timeLeft(work, now) }));
  } catch (error) {
    const problem = error instanceof UploadFailed ? error.problem : problemOf(error);
    if (!isForAll(problem)) return fail(id, file, problem);
    work.waiting.push(item);
    change(id, ({ state }) => (state === 'running' ? { state: 'paused', problem } : {}));
  } finally {
    dropUpload(uploadId);
  }
}

/** By the files of the last seconds; of what is to go, small and large ones count alike. */
function timeLeft(work: Work, { total, done, failed }: DocumentBatch): number | null {
  work.measure ??= createSpeedometer(total);
  return work.measure(done + 1 + failed.length, performance.now()).secondsLeft;
}

const emptyProblem: Problem = {
  type: 'about:blank',
  title: '',
  status: 400,
  detail: '',
  code: 'invalid_input',
};

function fail(id: string, file: File, problem: Problem): void {
  change(id, ({ failed }) => ({ failed: [...failed, { file, problem }] }));
}

/** What would happen to every other file too: nobody answers, nobody is logged in, the disk is full, an engine is away, the collection is gone. */
function isForAll({ status, code }: Problem): boolean {
  return [0, 401, 403, 404, 503, 507].includes(status) || code === 'unreachable';
}

function resumeAll(isOurs: (problem: Problem) => boolean): void {
  for (const { id, state, problem } of useDocumentBatches.getState().batches) {
    if (state === 'paused' && problem && isOurs(problem)) resumeDocuments(id);
  }
}
useConnection.subscribe(({ isReached }, { isReached: was }) => {
  if (isReached && !was) resumeAll(({ code }) => code === 'unreachable');
});
useSession.subscribe(({ state }, { state: was }) => {
  if (state === 'in' && was !== 'in') resumeAll(({ status }) => status === 401);
});
window.addEventListener('beforeunload', (event) => {
  const { batches } = useDocumentBatches.getState();
  if (batches.some(({ state }) => state === 'running' || state === 'paused')) event.preventDefault();
});
