import type { InspectAnswer } from '../../contract/imports.ts';
import { limits } from '../../contract/limits.ts';
import type { FilePart, MultipartPart } from '../../contract/parts.ts';
import type { FileHead, RowReader } from '../../ingest/index.ts';
import { createHeadKeeper, readForm } from './form.ts';

/** Proposes a schema for a file, and how to import it. Of a large one only the beginning is read. */
export async function inspectFile(
  rows: RowReader,
  parts: AsyncIterable<MultipartPart>,
): Promise<InspectAnswer> {
  const { head, name } = await readHead(parts);
  return rows.inspect(head, name);
}

interface NamedHead {
  head: FileHead;
  name: string;
}

async function readHead(parts: AsyncIterable<MultipartPart>): Promise<NamedHead> {
  try {
    const { file } = await readForm(parts, { file: readBeginning });
    return file;
  } catch (error) {
    if (error instanceof Enough) return error.found;
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
