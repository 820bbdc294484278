import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Document } from 'yaml';
import { showToast } from '../../components/toast/toast.tsx';
import type { CollectionDraft } from './draft-store.ts';
import { duplicateField, freeName, insertField, moveField, removeField } from './edit-fields.ts';
import { idOfPath } from './field-rows.ts';
import type { FieldRow } from './field-rows.ts';
import { editDraft } from './schema-document.ts';
import type { Path } from './schema-document.ts';

export interface FieldActions {
  edit: (change: (document: Document) => void) => void;
  add: () => void;
  addInside: (row: FieldRow) => void;
  move: (row: FieldRow, to: number) => void;
  duplicate: (row: FieldRow) => void;
  remove: (row: FieldRow) => void;
}

type Change = (next: (draft: CollectionDraft) => CollectionDraft) => void;

/** What is done with fields as a whole; the one that it was done to is selected then. */
export function useFieldActions(
  rows: readonly FieldRow[],
  selected: FieldRow | undefined,
  change: Change,
  select: (rowId: string) => void,
): FieldActions {
  const { t } = useTranslation(['schema', 'common']);
  const edit = useCallback(
    (how: (document: Document) => void) => change((draft) => ({ ...draft, ...editDraft(draft, how) })),
    [change],
  );
  const selectAt = (list: Path, index: number): void => select(idOfPath([...list, index]));
  const insert = (list: Path, index: number): void => {
    const taken = rows.filter((row) => idOfPath(row.list) === idOfPath(list)).map(({ name }) => name);
    const field = { name: freeName('field', taken), type: 'string' };
    edit((document) => selectAt(list, insertField(document, list, index, field)));
  };
  return {
    edit,
    add: () => {
      // After the one that is selected, among those beside it.
      if (selected) insert(selected.list, selected.index + 1);
      else insert(['fields'], rows.length);
    },
    addInside: ({ path, field }) => {
      const inner = Array.isArray(field['schema']) ? field['schema'].length : 0;
      insert([...path, 'schema'], inner);
    },
    move: ({ list, index }, to) => edit((document) => selectAt(list, moveField(document, list, index, to))),
    duplicate: ({ list, index }) => edit((document) => selectAt(list, duplicateField(document, list, index))),
    remove: ({ list, index, count, name, field }) => {
      edit((document) => removeField(document, list, index));
      if (count > 1) selectAt(list, Math.min(index, count - 2));
      showToast({
        text: t('field.removed', { name }),
        action: {
          label: t('common:action.undo'),
          onPress: () => edit((document) => selectAt(list, insertField(document, list, index, field))),
        },
      });
    },
  };
}
