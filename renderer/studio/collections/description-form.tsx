import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import { Button } from '../../components/button/button.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { useFieldProblems } from '../problems/use-field-problems.ts';
import styles from './description-form.module.css';

export interface DescriptionFormProps {
  /** What it describes, for its draft: `database.default`. */
  id: string;
  description: string;
  onSave: (description: string) => Promise<void>;
}

const keyOf = (id: string): string => `frodb.description.${id}`;

/** What something is for, in its own words; a draft of it outlasts a reload. */
export function DescriptionForm({ id, description, onSave }: DescriptionFormProps) {
  const { t } = useTranslation(['collections', 'common']);
  const [draft, setDraft] = useState(() => sessionStorage.getItem(keyOf(id)));
  const keep = (text: string | null): void => {
    setDraft(text);
    if (text === null) sessionStorage.removeItem(keyOf(id));
    else sessionStorage.setItem(keyOf(id), text);
  };
  const save = useMutation({ mutationFn: onSave, onSuccess: () => keep(null) });
  const text = draft ?? description;
  const isChanged = text !== description;
  const errors = useFieldProblems(save.error);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && !save.isPending) save.mutate(text.trim());
      }}
    >
      <TextField
        label={t('description')}
        isLabelHidden
        value={text}
        onChange={keep}
        placeholder={t('descriptionExample')}
        error={errors.get('description')}
        maxLength={limits.descriptionLength}
        isMultiline
        rows={2}
      />
      {save.error && errors.size === 0 && <ProblemNote problem={save.error} isWrite />}
      {isChanged && (
        <div className={styles.actions}>
          <Button type="submit" variant="primary" isBusy={save.isPending}>
            {t('common:action.save')}
          </Button>
          <Button variant="ghost" onPress={() => keep(null)} isDisabled={save.isPending}>
            {t('common:action.cancel')}
          </Button>
        </div>
      )}
    </form>
  );
}
