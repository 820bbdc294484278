import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import { api, dataOf } from '../../api/client.ts';
import { databasesQuery } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { useFieldProblems } from '../problems/use-field-problems.ts';
import { Inspector } from '../shell/inspector.tsx';
import { CloseButton } from './close-button.tsx';
import styles from './database-form.module.css';
import { useGo } from './use-go.ts';

/** Makes a database: a name for a group of collections. */
export function NewDatabase({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('collections');
  const queries = useQueryClient();
  const go = useGo();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const create = useMutation({
    mutationFn: () =>
      dataOf(api.POST('/databases', { body: { name, ...(description === '' ? {} : { description }) } })),
    onSuccess: async ({ name: created }) => {
      await queries.invalidateQueries(databasesQuery);
      go({ create: undefined, details: undefined, database: created });
    },
  });
  const errors = useFieldProblems(create.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  return (
    <Inspector title={t('newDatabase')} actions={<CloseButton onPress={onClose} />} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <p className="muted">{t('newDatabaseText')}</p>
        <TextField
          label={t('name')}
          value={name}
          onChange={setName}
          description={t('nameHelp', { max: limits.nameLength })}
          error={errors.get('name')}
          isRequired
          isMono
          autoFocus
        />
        <TextField
          label={t('description')}
          value={description}
          onChange={setDescription}
          error={errors.get('description')}
          isMultiline
          rows={3}
        />
        {create.error && errors.size === 0 && <ProblemNote problem={create.error} isWrite />}
        <div className={styles.actions}>
          <Button variant="primary" size="lg" type="submit" isBusy={create.isPending}>
            {t('createDatabase')}
          </Button>
        </div>
      </form>
    </Inspector>
  );
}
