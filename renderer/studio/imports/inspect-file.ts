import { limits } from '../../../gateway/contract/limits.ts';
import { api, dataOf } from '../../api/client.ts';
import type { Inspection, Reading } from './proposal.ts';

/** What is known of a file; the rest is guessed. */
export type KnownReading = Partial<Reading>;

/** Finds out what a file of rows is. Only what is looked at of it is sent: the rest of 5 GB stays where it is. */
export function inspectFile(file: File, known: KnownReading, signal?: AbortSignal): Promise<Inspection> {
  const form = new FormData();
  const { delimiter, ...rest } = known;
  // What comes behind a long file is not read, so the options go before it.
  form.set('options', JSON.stringify({ ...rest, ...(delimiter ? { delimiter } : {}) }));
  form.set('file', file.slice(0, limits.importHeadBytes + 1), file.name);
  return dataOf(
    api.POST('/imports:inspect', {
      body: form as unknown as Record<string, unknown>,
      bodySerializer: (body: unknown) => body as FormData,
      signal,
    }),
  );
}
