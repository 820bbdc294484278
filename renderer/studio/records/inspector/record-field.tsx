import type { KeyboardEvent } from 'react';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../../api/queries.ts';
import type { CollectionSchema, Row } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { IconButton } from '../../../components/icon-button/icon-button.tsx';
import { KeyValue } from '../../../components/key-values/key-values.tsx';
import { TypeMark } from '../../../components/type-mark/type-mark.tsx';
import { FieldEditor } from '../../fields/field-editor.tsx';
import { FieldValue } from '../../fields/field-value.tsx';
import type { ValueField } from '../../fields/field-types.ts';
import { isScalar } from '../../fields/field-types.ts';
import { ConflictDialog } from '../edit/conflict-dialog.tsx';
import { useFieldEdit } from '../edit/use-field-edit.ts';
import styles from './inspector.module.css';

interface RecordFieldProps {
  at: CollectionPath;
  schema: CollectionSchema;
  field: ValueField;
  record: Row;
  mayWrite: boolean;
}

/** A field and its value; a scalar is edited in its place. */
export function RecordField(props: RecordFieldProps) {
  const { field, record, mayWrite } = props;
  const { t } = useTranslation('records');
  const [isEdited, setIsEdited] = useState(false);
  return (
    <KeyValue
      label={<span title={field.description}>{field.name}</span>}
      mark={<TypeMark type={field.type} />}
    >
      {isEdited ? (
        <Editor {...props} onDone={() => setIsEdited(false)} />
      ) : (
        <div className={styles.value}>
          <FieldValue field={field} value={record[field.name]} variant="full" />
          {mayWrite && isScalar(field) && (
            <span className={styles.edit}>
              <IconButton
                size="sm"
                icon={Pencil}
                label={t('inspector.editField', { field: field.name })}
                onPress={() => setIsEdited(true)}
              />
            </span>
          )}
        </div>
      )}
    </KeyValue>
  );
}

function Editor({ at, field, record, onDone }: RecordFieldProps & { onDone: () => void }) {
  const { t } = useTranslation('records');
  const { t: common } = useTranslation();
  const [base] = useState(record);
  const edit = useFieldEdit(at, field, base);
  const save = async (): Promise<void> => {
    if (await edit.save()) onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onDone();
    else if (event.key === 'Enter' && (field.type !== 'text' || event.ctrlKey || event.metaKey)) void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isChosen = field.type === 'enum' || field.type === 'boolean';
  return (
    // Keys of the field in it, which it hands up.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={styles.editor}
      onKeyDown={isChosen ? undefined : onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <FieldEditor
        size="sm"
        field={field}
        isLabelHidden
        autoFocus
        text={edit.text}
        error={edit.error}
        onChange={edit.change}
      />
      <div className={styles.editorFoot}>
        <Button size="sm" variant="primary" isBusy={edit.isSaving} type="submit">
          {common('action.save')}
        </Button>
        <Button size="sm" variant="ghost" onPress={onDone}>
          {common('action.cancel')}
        </Button>
        {field.type === 'text' && <span className="quiet">{t('editor.saveKey')}</span>}
      </div>
      {edit.conflict && (
        <ConflictDialog
          field={field}
          before={edit.before}
          mine={edit.conflict.value}
          theirs={edit.conflict.theirs}
          onTakeTheirs={onDone}
          onTakeMine={() => {
            const { conflict } = edit;
            edit.endConflict();
            if (conflict)
              void edit.save(conflict.theirs, conflict.value).then((isSaved) => isSaved && onDone());
          }}
          onClose={edit.endConflict}
        />
      )}
    </form>
  );
}
