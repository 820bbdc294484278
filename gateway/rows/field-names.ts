import { limits } from '../contract/limits.ts';
import { systemFields } from '../schema/record.ts';

/** A name that fields, collections and databases may have, as near to a text as that goes; '' where nothing is left. */
export function toName(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
  const name = plain.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return cut(/^[0-9]/.test(name) ? `n_${name}` : name, limits.nameLength);
}

/** Gives columns names of fields, each another one. */
export function createFieldNames(): (column: string, position: number) => string {
  const taken = new Set<string>();
  return (column, position) => {
    const wanted = toName(column) || `column_${position + 1}`;
    const base = systemFields.some((name) => name === wanted) ? `source_${wanted}` : wanted;
    let name = base;
    for (let n = 2; taken.has(name); n++) {
      const ending = `_${n}`;
      name = cut(base, limits.nameLength - ending.length) + ending;
    }
    taken.add(name);
    return name;
  };
}

function cut(name: string, length: number): string {
  return name.slice(0, length).replace(/_+$/, '');
}
