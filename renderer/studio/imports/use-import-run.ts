import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import type { Problem } from '../../api/problem.ts';
import { keys } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import type { Answer } from '../../api/types.ts';
import { UploadFailed, dropUpload, startUpload, whenUploaded } from '../uploads/uploads.ts';
import { settleFiles } from './pending-files.ts';
import { optionsOf, schemaOf } from './proposal.ts';
import type { Proposal } from './proposal.ts';

export type DryRun = Answer<'/databases/{database}/collections/{collection}/imports', 'post', 200>;
export type ImportStep = 'idle' | 'creating' | 'uploading' | 'checking' | 'checked' | 'starting';

interface ImportRunInput {
  file: File;
  database: string;
  /** The collection that it goes into; null: one is made of the proposal. */
  collection: string | null;
}

interface RunState {
  step: ImportStep;
  uploadId: string | null;
  check: DryRun | null;
  problem: Problem | null;
  /** The collection that was made for it, and is still empty. */
  made: string | null;
}

const idle: RunState = { step: 'idle', uploadId: null, check: null, problem: null, made: null };

/**
 * A file on its way into a collection: the collection is made where there is none, the file is sent once, every row is
 * checked, and only then are rows written. Rows that would be refused are shown before that.
 */
export function useImportRun({ file, database, collection }: ImportRunInput) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [state, setState] = useState<RunState>(idle);
  const staged = useRef<{ id: string; of: string } | null>(null);
  const set = (some: Partial<RunState>): void => setState((now) => ({ ...now, ...some }));

  const create = async (proposal: Proposal): Promise<string> => {
    if (collection !== null) return collection;
    if (state.made !== null) return state.made;
    set({ step: 'creating' });
    const body = schemaOf(proposal);
    await dataOf(api.POST('/databases/{database}/collections', { params: { path: { database } }, body }));
    void queries.invalidateQueries({ queryKey: keys.collections });
    set({ made: proposal.name });
    return proposal.name;
  };
  const stage = async (at: CollectionPath): Promise<string> => {
    if (staged.current?.of === at.collection) return staged.current.id;
    const uploadId = startUpload(at, file);
    set({ step: 'uploading', uploadId });
    const { id } = await whenUploaded(uploadId);
    dropUpload(uploadId);
    staged.current = { id, of: at.collection };
    set({ uploadId: null });
    return id;
  };
  const begin = async (at: CollectionPath, fileId: string, proposal: Proposal): Promise<void> => {
    set({ step: 'starting' });
    const job = await dataOf(postImport(at, fileId, proposal, false));
    settleFiles([file]);
    void queries.invalidateQueries({ queryKey: keys.jobs });
    const search = { job: (job as { id: string }).id };
    await navigate({ to: '/collections/$database/$collection/import', params: at, search });
  };
  /** `isSure`: the rows that would be refused were seen. */
  const run = async (proposal: Proposal, isSure = false): Promise<void> => {
    set({ problem: null });
    try {
      const at = { database, collection: await create(proposal) };
      const fileId = await stage(at);
      if (!isSure) {
        set({ step: 'checking' });
        const check = (await dataOf(postImport(at, fileId, proposal, true))) as DryRun;
        if (check.valid < check.rows) return set({ step: 'checked', check });
      }
      await begin(at, fileId, proposal);
    } catch (error) {
      const isCalledOff = error instanceof DOMException && error.name === 'AbortError';
      const problem = error instanceof UploadFailed ? error.problem : problemOf(error);
      if (problem.errors?.some(({ code }) => code === 'no_such_upload')) staged.current = null;
      set({ step: 'idle', uploadId: null, problem: isCalledOff ? null : problem });
    }
  };
  /** Back to the proposal; a collection that was made for it is empty, and made anew. */
  const startOver = async (): Promise<void> => {
    try {
      if (state.made !== null) {
        const path = { database, collection: state.made };
        await api.DELETE('/databases/{database}/collections/{collection}', { params: { path } });
        staged.current = null;
      }
      setState(idle);
    } catch (error) {
      set({ problem: problemOf(error) });
    }
  };
  const cancelUpload = (): void => {
    if (state.uploadId !== null) dropUpload(state.uploadId);
  };
  return { ...state, run, startOver, cancelUpload };
}

function postImport(at: CollectionPath, fileId: string, proposal: Proposal, isDry: boolean) {
  return api.POST('/databases/{database}/collections/{collection}/imports', {
    params: { path: at, query: { dry_run: isDry } },
    body: { file_id: fileId, ...optionsOf(proposal) },
  });
}
