import type { CollectionSchema } from '../../api/types.ts';
import type { GridColumn } from '../../components/data-grid/grid-types.ts';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import { isRightAligned, systemFields } from '../fields/field-types.ts';
import type { ValueField } from '../fields/field-types.ts';
import { isSortable } from './filters/operators.ts';

/** Every field of a record, and what FroDB sets on it. */
export function recordFields({ fields }: CollectionSchema): ValueField[] {
  return [...fields, ...systemFields];
}

/** The columns of a collection, as they stand until somebody moves them: what FroDB sets is not shown at first. */
export function recordColumns(schema: CollectionSchema): GridColumn[] {
  const own = schema.fields.map((field) => toColumn(field));
  const ofSystem = systemFields.map((field) => ({ ...toColumn(field), isExtra: true }));
  return [...own, ...ofSystem];
}

function toColumn(field: ValueField): GridColumn {
  const { name, unit, description } = field;
  return {
    id: name,
    name,
    mark: <TypeMark type={name === 'id' || name === 'revision' ? 'uuid' : field.type} />,
    unit,
    description,
    isRight: isRightAligned(field),
    isSortable: isSortable(field),
    width: Math.max(widthOf(field), Math.min(240, 68 + 7 * name.length + 6 * (unit?.length ?? 0))),
  };
}

function widthOf({ name, type, multiple = false }: ValueField): number {
  if (name === 'id' || name === 'revision') return 284;
  switch (type) {
    case 'string':
      return 160;
    case 'text':
      return 320;
    case 'int':
    case 'float':
      return 96;
    case 'boolean':
      return 88;
    case 'date':
      return 116;
    case 'datetime':
      return 148;
    case 'enum':
      return 112;
    case 'array':
      return 160;
    case 'json':
      return 200;
    case 'file':
      return multiple ? 96 : 160;
  }
}

/** What a query asks for: what is shown, what the record is called by, and what a change of it names. */
export function queriedFields(schema: CollectionSchema, shown: readonly GridColumn[]): string[] {
  const names = schema.fields.filter(({ type }) => type === 'string');
  const calledBy = [names.find(({ unique }) => unique), names[0]].flatMap((field) => field?.name ?? []);
  return [...new Set([...shown.map(({ id }) => id), ...calledBy, 'revision'])].toSorted();
}
