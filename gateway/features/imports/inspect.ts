import type { InspectAnswer, InspectOptions } from '../../contract/imports.ts';
import { limits } from '../../contract/limits.ts';
import type { FilePart, MultipartPart } from '../../contract/parts.ts';
import type { FileHead, RowReader } from '../../ingest/index.ts';
import { createHeadKeeper, readForm } from './form.ts';

/** A form with a file to look at, whose part `options` is read by `readOptions`. */
export interface InspectSource {
  parts: AsyncIterable<MultipartPart>;
  readOptions: (text: string) => InspectOptions;
}

/**
 * Proposes a schema for a file, and how to import it. Of a large one only the beginning is read, so that what comes behind
 * it is not.
 */
export async function inspectFile(rows: RowReader, source: InspectSource): Promise<InspectAnswer> {
  const { head, name, options } = await readHead(source);
  return rows.inspect(head, name, options);
}

interface NamedHead {
  head: FileHead;
  name: string;
}

async function readHead({
  parts,
  readOptions,
}: InspectSource): Promise<NamedHead & { options?: InspectOptions }> {
  let known: InspectOptions = {};
  const takeOptions = (text: string): void => {
    known = readOptions(text);
  };
  try {
    const { file } = await readForm(parts, { file: readBeginning, options: takeOptions });
    return { ...file, options: known };
  } catch (error) {
    if (error instanceof Enough) return { ...error.found, options: known };
    throw error;
  }
}

/** Ends the reading of a form whose file is longer than what is looked at. */
class Enough extends Error {
  constructor(readonly found: NamedHead) {
    super('the rest of the file is not read');
  }
}

async function readBeginning({ name, stream }: FilePart): Promise<NamedHead> {
  const keeper = createHeadKeeper(limits.importHeadBytes);
  for await (const piece of stream) {
    if (!keeper.pass(piece)) throw new Enough({ head: keeper.head(), name });
  }
  return { head: keeper.head(), name };
}
