import { create } from 'zustand';
import type { CollectionPath } from '../../api/queries.ts';

/** Files that were dropped or chosen and are still to be decided on; `at`: for this collection, null: for a new one. */
export interface PendingFiles {
  at: CollectionPath | null;
  files: readonly File[];
}

/** They are of this window, and go with it: a browser does not keep files over a reload. */
export const usePendingFiles = create<PendingFiles>()(() => ({ at: null, files: [] }));

export function setPendingFiles(pending: PendingFiles): void {
  usePendingFiles.setState(pending);
}

/** Takes files off the list once something has been made of them. */
export function settleFiles(done: readonly File[]): void {
  usePendingFiles.setState(({ files }) => ({ files: files.filter((file) => !done.includes(file)) }));
}
