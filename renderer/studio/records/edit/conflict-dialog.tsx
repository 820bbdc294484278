import { useTranslation } from 'react-i18next';
import type { Row } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { Dialog } from '../../../components/dialog/dialog.tsx';
import { KeyValue, KeyValues } from '../../../components/key-values/key-values.tsx';
import { FieldValue } from '../../fields/field-value.tsx';
import type { ValueField } from '../../fields/field-types.ts';
import { useFormat } from '../../format/use-format.ts';

interface ConflictDialogProps {
  field: ValueField;
  before: unknown;
  mine: unknown;
  theirs: Row;
  onTakeMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Somebody changed the record first: what it was, what they made of it, what would be written. Nothing is, until one is taken. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { field, before, mine, theirs, onTakeMine, onTakeTheirs, onClose } = props;
  const { t } = useTranslation('records');
  const format = useFormat();
  return (
    <Dialog
      title={t('conflict.title', { field: field.name })}
      role="alertdialog"
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('conflict.back')}</Button>
          <Button onPress={onTakeTheirs}>{t('conflict.takeTheirs')}</Button>
          <Button variant="primary" onPress={onTakeMine} autoFocus>
            {t('conflict.takeMine')}
          </Button>
        </>
      }
    >
      <p>
        {t('conflict.text', { ago: theirs.updated_at === undefined ? '' : format.ago(theirs.updated_at) })}
      </p>
      <KeyValues>
        <KeyValue label={t('conflict.before')}>
          <FieldValue field={field} value={before} variant="full" />
        </KeyValue>
        <KeyValue label={t('conflict.theirs')}>
          <FieldValue field={field} value={theirs[field.name]} variant="full" />
        </KeyValue>
        <KeyValue label={t('conflict.mine')}>
          <FieldValue field={field} value={mine} variant="full" />
        </KeyValue>
      </KeyValues>
    </Dialog>
  );
}
