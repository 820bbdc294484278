import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { ApiKey } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Inspector } from '../shell/inspector.tsx';
import styles from './access.module.css';
import { ExpiryField } from './expiry-field.tsx';
import { NamesField } from './names-field.tsx';
import { PermissionEditor } from './permission-editor.tsx';
import { useErrorAt } from './use-error-at.ts';

interface EditKeyProps {
  apiKey: ApiKey;
  onClose: () => void;
  onDone: () => void;
}

/** Changes a key's name, when it runs out, and what it may do; only what has changed is sent. */
export function EditKey({ apiKey, onClose, onDone }: EditKeyProps) {
  const { t } = useTranslation(['access', 'common']);
  const queries = useQueryClient();
  const [name, setName] = useState(apiKey.name);
  const [databases, setDatabases] = useState(apiKey.databases);
  const [permissions, setPermissions] = useState(apiKey.permissions);
  const [expires, setExpires] = useState(apiKey.expires_at);
  const save = useMutation({
    mutationFn: () =>
      dataOf(
        api.PATCH('/api-keys/{id}', {
          params: { path: { id: apiKey.id } },
          body: {
            ...(name === apiKey.name ? {} : { name }),
            ...(expires === apiKey.expires_at ? {} : { expires_at: expires }),
            ...(databases === null || databases === apiKey.databases ? {} : { databases }),
            ...(permissions === apiKey.permissions ? {} : { permissions }),
          },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.apiKeys });
      onDone();
    },
  });
  const errorAt = useErrorAt(save.error);
  return (
    <Inspector
      title={t('editTitle', { name: apiKey.name })}
      onClose={onClose}
      footer={
        <div className={styles.foot}>
          <Button variant="primary" isBusy={save.isPending} onPress={() => save.mutate()}>
            {t('common:action.save')}
          </Button>
          <Button variant="ghost" onPress={onDone}>
            {t('common:action.cancel')}
          </Button>
        </div>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.error && <ProblemNote problem={save.error} what={t('keys.notSaved')} />}
        <TextField
          label={t('column.name')}
          value={name}
          onChange={setName}
          error={errorAt('name')}
          isRequired
          autoFocus
        />
        {databases !== null && (
          <NamesField
            label={t('rule.databases')}
            all={t('place.allDatabases')}
            value={databases}
            onChange={setDatabases}
            error={errorAt('databases')}
          />
        )}
        {apiKey.type === 'custom' && (
          <PermissionEditor value={permissions} onChange={setPermissions} errorAt={errorAt} />
        )}
        <ExpiryField value={expires} onChange={setExpires} error={errorAt('expires_at')} />
      </form>
    </Inspector>
  );
}
