import type { FilePart, MultipartPart } from '../../contract/parts.ts';
import { invalidField } from '../../errors.ts';
import type { FileHead } from '../../ingest/index.ts';
import { show } from '../../schema/text.ts';

/** What the parts of a form are made of; each comes once. */
export interface FormParts<File, Options> {
  file: (part: FilePart) => Promise<File>;
  options?: (text: string) => Options;
}

/** A form with a part `file`, and maybe one `options`, in any order. Errors: 400 for any other part, or none. */
export async function readForm<File, Options>(
  parts: AsyncIterable<MultipartPart>,
  read: FormParts<File, Options>,
): Promise<{ file: File; options: Options | undefined }> {
  let file: { read: File } | undefined;
  let options: { read: Options } | undefined;
  for await (const part of parts) {
    const name = part.kind === 'value' ? part.name : part.field;
    if (name === 'file') {
      if (part.kind === 'value')
        throw invalidField('file', 'wrong_type', 'must be a file, with a file name', { expected: 'file' });
      if (file) throw invalidField('file', 'duplicate', 'is given twice');
      if (part.kind === 'file') file = { read: await read.file(part) };
    } else if (name === 'options' && read.options) {
      if (options) throw invalidField('options', 'duplicate', 'is given twice');
      if (part.kind !== 'value')
        throw invalidField('options', 'wrong_type', 'must be JSON, and no file', { expected: 'json_part' });
      options = { read: read.options(part.text) };
    } else {
      const words = read.options ? 'the parts are file and options' : 'the one part is file';
      const known = read.options ? 'file, options' : 'file';
      throw invalidField(name, 'unknown_key', `${show(name)} is not taken here: ${words}`, {
        reason: 'part',
        known,
      });
    }
  }
  if (!file) throw invalidField('file', 'required', 'is required');
  return { file: file.read, options: options?.read };
}

/** Keeps the beginning of what goes by; `pass` says whether that is still all of it. */
export function createHeadKeeper(most: number): { pass: (piece: Buffer) => boolean; head: () => FileHead } {
  const pieces: Buffer[] = [];
  let kept = 0;
  let size = 0;
  return {
    pass: (piece) => {
      size += piece.length;
      const part = piece.subarray(0, most - kept);
      // A piece may be part of a larger buffer, which would stay with it.
      if (part.length > 0) pieces.push(Buffer.from(part));
      kept += part.length;
      return size === kept;
    },
    head: () => ({ bytes: Buffer.concat(pieces, kept), isWhole: size === kept }),
  };
}
