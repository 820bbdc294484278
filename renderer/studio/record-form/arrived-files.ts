import type { Upload } from '../uploads/uploads.ts';
import type { FormFile, FormValues } from './form-values.ts';

type Uploads = ReadonlyMap<string, Pick<Upload, 'staged'>>;

/** The form with what has arrived in the place of what was on its way; the same form where nothing has. */
export function withArrived(values: FormValues, uploads: Uploads): FormValues {
  const arrived = (file: FormFile): FormFile => {
    const staged = file.kind === 'upload' ? uploads.get(file.uploadId)?.staged : null;
    if (!staged) return file;
    const { id: fileId, name, size, content_type: contentType } = staged;
    return { kind: 'there', fileId, name, size, contentType, isNew: true };
  };
  return mapFiles(values, (files) => files.map(arrived));
}

/** The form without files that nothing sends any more (the page was left), and their names. */
export function withoutLost(values: FormValues, uploads: Uploads): { values: FormValues; lost: string[] } {
  const lost: string[] = [];
  const isLost = (file: FormFile): boolean => file.kind === 'upload' && !uploads.has(file.uploadId);
  const kept = mapFiles(values, (files) => {
    lost.push(...files.filter(isLost).map(({ name }) => name));
    return files.filter((file) => !isLost(file));
  });
  return { values: kept, lost };
}

function mapFiles(
  values: FormValues,
  change: (files: readonly FormFile[]) => readonly FormFile[],
): FormValues {
  let next = values;
  for (const [name, value] of Object.entries(values)) {
    if (value.kind !== 'files') continue;
    const files = change(value.files);
    const isSame = files.length === value.files.length && files.every((file, at) => file === value.files[at]);
    if (!isSame) next = { ...next, [name]: { kind: 'files', files } };
  }
  return next;
}
