import { limits } from '../../../gateway/contract/limits.ts';
import { endingOf } from '../uploads/media-type.ts';

/** What dropped files can become. */
export interface SortedFiles {
  /** Files of rows: each becomes many records. */
  tables: File[];
  /** Everything else: each becomes one record. */
  documents: File[];
  /** What is left out, and why. */
  skipped: { name: string; why: 'hidden' | 'empty' | 'too_large' }[];
}

const tableEndings = new Set(['csv', 'tsv', 'ndjson', 'jsonl', 'json']);
const leftBySystems = new Set(['thumbs.db', 'desktop.ini']);

export function isTable({ name }: Pick<File, 'name'>): boolean {
  return tableEndings.has(endingOf(name));
}

/** Sorts dropped files by what they can become, in the order of their names. */
export function sortFiles(files: readonly File[]): SortedFiles {
  const sorted: SortedFiles = { tables: [], documents: [], skipped: [] };
  for (const file of files.toSorted((one, other) => one.name.localeCompare(other.name))) {
    const { name, size } = file;
    if (name.startsWith('.') || leftBySystems.has(name.toLowerCase()))
      sorted.skipped.push({ name, why: 'hidden' });
    else if (size === 0) sorted.skipped.push({ name, why: 'empty' });
    else if (size > limits.fileBytes) sorted.skipped.push({ name, why: 'too_large' });
    else if (isTable(file)) sorted.tables.push(file);
    else sorted.documents.push(file);
  }
  return sorted;
}

/** A file's or folder's name as that of a collection or field: `Relatórios 2026.csv` → `relatorios_2026`; may be empty. */
export function toResourceName(text: string): string {
  return text
    .replace(/\.[^.]*$/, '')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, limits.nameLength)
    .replace(/_+$/, '');
}

/** The name of the folder that all files come from; null for several, or none. */
export function folderOf(files: readonly File[]): string | null {
  const folders = new Set(
    files.map(({ webkitRelativePath }) => webkitRelativePath.split('/').slice(0, -1)[0] ?? ''),
  );
  const [folder] = folders;
  return folders.size === 1 && folder !== undefined && folder !== '' ? folder : null;
}
