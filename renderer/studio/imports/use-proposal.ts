import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Field } from '../../api/types.ts';
import { inspectFile } from './inspect-file.ts';
import type { KnownReading } from './inspect-file.ts';
import { proposalFor, proposalOf } from './proposal.ts';
import type { Inspection, Proposal } from './proposal.ts';

interface Kept {
  known: KnownReading;
  /** Of the inspection that the edits were made on. */
  edited: { of: Inspection; proposal: Proposal } | null;
}

/** What somebody has changed of a file's proposal, for when they come back to it. */
const keptOf = new WeakMap<File, Kept>();

/**
 * What a file would become, and the changes made to that. Reading it otherwise (another delimiter) is a new proposal,
 * since it has other columns. `fields`: of the collection that it goes into; none: a new one.
 */
export function useProposal(file: File, fields?: readonly Field[]) {
  const [kept, setKept] = useState<Kept>(() => keptOf.get(file) ?? { known: {}, edited: null });
  const { known, edited } = kept;
  const inspection = useQuery({
    queryKey: ['inspection', file.name, file.size, file.lastModified, known],
    queryFn: ({ signal }) => inspectFile(file, known, signal),
    staleTime: Infinity,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const keep = (next: Kept): void => {
    keptOf.set(file, next);
    setKept(next);
  };
  const { data } = inspection;
  const fresh = data && (fields ? proposalFor(data, fields) : proposalOf(data));
  const isEdited = edited !== null && edited.of === data;
  return {
    inspection,
    proposal: isEdited ? edited.proposal : fresh,
    change: (proposal: Proposal): void => {
      if (data) keep({ known, edited: { of: data, proposal } });
    },
    read: (next: KnownReading): void => keep({ known: { ...known, ...next }, edited: null }),
  };
}
