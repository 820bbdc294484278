import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { Kbd } from '../../components/kbd/kbd.tsx';
import { Status } from '../../components/status/status.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './form-footer.module.css';
import { uploadsIn } from './form-values.ts';
import type { FormValues } from './form-values.ts';

export interface FormFooterProps {
  at: CollectionPath;
  values: FormValues;
  phase: 'typing' | 'waiting' | 'sending';
  isNew: boolean;
  hasChanges: boolean;
  canSave: boolean;
  isAnother: boolean;
  onAnother: (isAnother: boolean) => void;
  onSave: () => void;
  /** The record that was saved before this one. */
  saved: ReactNode;
}

/** Saves, and says what saving waits for. */
export function FormFooter({ at, values, phase, isNew, hasChanges, canSave, ...rest }: FormFooterProps) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const waiting = uploadsIn(values).length;
  const isIdle = !isNew && !hasChanges;
  return (
    <footer className={styles.footer} data-actions>
      <span className={styles.says}>
        <Status isShown>
          {waiting > 0
            ? t('waiting', { count: waiting, number: format.number(waiting) })
            : isIdle
              ? t('nothingChanged')
              : rest.saved}
        </Status>
      </span>
      {isNew && <Checkbox label={t('another')} isSelected={rest.isAnother} onChange={rest.onAnother} />}
      <Button variant="ghost" size="lg" href={`/collections/${at.database}/${at.collection}`}>
        {t('cancel')}
      </Button>
      <Button
        variant="primary"
        size="lg"
        isBusy={phase !== 'typing'}
        isDisabled={!canSave || isIdle}
        onPress={rest.onSave}
        end={<Kbd keys="mod+enter" />}
      >
        {isNew ? t('save') : t('saveChanges')}
      </Button>
    </footer>
  );
}
