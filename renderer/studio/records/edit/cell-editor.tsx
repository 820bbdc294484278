import type { KeyboardEvent } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../../api/queries.ts';
import type { CollectionSchema, Row } from '../../../api/types.ts';
import type { AfterEdit } from '../../../components/data-grid/grid-types.ts';
import { FieldEditor } from '../../fields/field-editor.tsx';
import type { ValueField } from '../../fields/field-types.ts';
import { recordName } from '../../fields/record-name.ts';
import styles from '../records.module.css';
import { ConflictDialog } from './conflict-dialog.tsx';
import { useFieldEdit } from './use-field-edit.ts';

interface CellEditorProps {
  at: CollectionPath;
  schema: CollectionSchema;
  field: ValueField;
  row: Row;
  onDone: (after: AfterEdit) => void;
}

/** In a cell of the table: Enter saves, Tab saves and goes on, Esc leaves it as it was. */
export function CellEditor({ at, schema, field, row, onDone }: CellEditorProps) {
  const { t } = useTranslation('records');
  // The row as it was when somebody began: what comes meanwhile is a conflict, and no surprise.
  const [base] = useState(row);
  const edit = useFieldEdit(at, field, base);
  const saveAnd = async (after: AfterEdit): Promise<void> => {
    if (await edit.save()) onDone(after);
  };
  const isChosen = field.type === 'enum' || field.type === 'boolean';
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter in a list chooses, and in a long text ends a line.
    const isEnter =
      event.key === 'Enter' && !isChosen && (field.type !== 'text' || event.ctrlKey || event.metaKey);
    if (event.key === 'Escape') onDone('stay');
    else if (isEnter) void saveAnd('down');
    else if (event.key === 'Tab') void saveAnd(event.shiftKey ? 'left' : 'right');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // Keys of the field in it, which it hands up.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={styles.editor}
      data-problem={edit.error !== undefined || undefined}
      data-long={field.type === 'text' || undefined}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget, relatedTarget }) => {
        // Lists of a select are elsewhere on the page.
        const isInside = !relatedTarget || currentTarget.contains(relatedTarget) || isChosen;
        if (!isInside && !edit.conflict) void saveAnd('stay');
      }}
      aria-busy={edit.isSaving}
    >
      <FieldEditor
        size="sm"
        field={field}
        label={t('editor.label', { field: field.name, record: recordName(schema, row) })}
        isLabelHidden
        autoFocus
        text={edit.text}
        error={edit.error}
        onChange={edit.change}
      />
      {edit.conflict && (
        <ConflictDialog
          field={field}
          mine={edit.conflict.value}
          theirs={edit.conflict.theirs}
          before={edit.before}
          onTakeTheirs={() => {
            edit.endConflict();
            onDone('stay');
          }}
          onTakeMine={() => {
            const { theirs, value } = edit.conflict ?? { theirs: row, value: null };
            edit.endConflict();
            void edit.save(theirs, value).then((isSaved) => isSaved && onDone('stay'));
          }}
          onClose={edit.endConflict}
        />
      )}
    </form>
  );
}
