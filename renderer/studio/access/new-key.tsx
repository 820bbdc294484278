import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { Permission } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { RadioGroup } from '../../components/radio-group/radio-group.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Inspector } from '../shell/inspector.tsx';
import styles from './access.module.css';
import { ExpiryField } from './expiry-field.tsx';
import { keyTypes } from './key-rights.ts';
import type { KeyType, Names } from './key-rights.ts';
import { NamesField } from './names-field.tsx';
import { emptyRule, PermissionEditor } from './permission-editor.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { useErrorAt } from './use-error-at.ts';

interface NewKeyProps {
  onClose: () => void;
  onCreated: (id: string) => void;
}

/** The form of a new key; what it is made of is shown once, and then never again. */
export function NewKey({ onClose, onCreated }: NewKeyProps) {
  const { t } = useTranslation(['access', 'common']);
  const [draft, setDraft] = useState<KeyDraft>(emptyDraft);
  const create = useCreate(draft);
  const errorAt = useErrorAt(create.error);
  // The key is shown this once: nothing but its own button puts it away.
  const close = (): void => {
    if (!create.data) onClose();
  };
  return (
    <Inspector
      title={t('keys.new')}
      onClose={close}
      footer={
        <div className={styles.foot}>
          <Button variant="primary" isBusy={create.isPending} onPress={() => create.mutate()}>
            {t('keys.create')}
          </Button>
          <Button variant="ghost" onPress={onClose}>
            {t('common:action.cancel')}
          </Button>
        </div>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        {create.error && <ProblemNote problem={create.error} what={t('keys.notCreated')} />}
        <KeyFields
          draft={draft}
          onChange={(some) => setDraft((before) => ({ ...before, ...some }))}
          errorAt={errorAt}
        />
      </form>
      {create.data && (
        <SecretDialog
          title={t('secret.keyTitle')}
          text={t('secret.keyText')}
          secret={create.data.key}
          onKept={() => {
            const { id } = create.data;
            create.reset();
            onCreated(id);
          }}
        />
      )}
    </Inspector>
  );
}

interface KeyFieldsProps {
  draft: KeyDraft;
  onChange: (some: Partial<KeyDraft>) => void;
  errorAt: (path: string) => string | undefined;
}

function KeyFields({ draft, onChange, errorAt }: KeyFieldsProps) {
  const { t } = useTranslation('access');
  const { name, type, databases, permissions, expires } = draft;
  return (
    <>
      <TextField
        label={t('column.name')}
        description={t('keys.nameHelp')}
        value={name}
        onChange={(changed) => onChange({ name: changed })}
        error={errorAt('name')}
        isRequired
        autoFocus
      />
      <RadioGroup
        label={t('column.type')}
        items={keyTypes.map((id) => ({ id, label: t(`type.${id}`), description: t(`typeHelp.${id}`) }))}
        value={type}
        onChange={(changed) => onChange({ type: changed })}
      />
      {hasDatabases(type) && (
        <NamesField
          label={t('rule.databases')}
          all={t('place.allDatabases')}
          value={databases}
          onChange={(changed) => onChange({ databases: changed })}
          error={errorAt('databases')}
        />
      )}
      {type === 'custom' && (
        <PermissionEditor
          value={permissions}
          onChange={(changed) => onChange({ permissions: changed })}
          errorAt={errorAt}
        />
      )}
      <ExpiryField
        value={expires}
        onChange={(changed) => onChange({ expires: changed })}
        error={errorAt('expires_at')}
      />
    </>
  );
}

interface KeyDraft {
  name: string;
  type: KeyType;
  databases: Names;
  permissions: Permission[];
  expires: string | null;
}

const emptyDraft: KeyDraft = {
  name: '',
  type: 'readonly',
  databases: '*',
  permissions: [emptyRule],
  expires: null,
};

function hasDatabases(type: KeyType): boolean {
  return type === 'readonly' || type === 'database';
}

function useCreate({ name, type, databases, permissions, expires }: KeyDraft) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/api-keys', {
          body: {
            name,
            type,
            expires_at: expires,
            ...(hasDatabases(type) ? { databases } : {}),
            ...(type === 'custom' ? { permissions } : {}),
          },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.apiKeys }),
    // The key itself is kept nowhere.
    gcTime: 0,
  });
}
