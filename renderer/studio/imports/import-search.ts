/** What the address of an import says: the job that is followed; none: a file is still to be chosen. */
export interface ImportSearch {
  job?: string | undefined;
}

export function readImportSearch({ job }: Record<string, unknown>): ImportSearch {
  return { job: typeof job === 'string' && job !== '' ? job : undefined };
}
