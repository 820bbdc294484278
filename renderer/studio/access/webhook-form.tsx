import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keptEventTypes } from '../../../gateway/contract/enumerations.ts';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { Webhook } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { Switch } from '../../components/switch/switch.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Inspector } from '../shell/inspector.tsx';
import styles from './access.module.css';
import { SecretDialog } from './secret-dialog.tsx';
import { useErrorAt } from './use-error-at.ts';
import { webhookName } from './webhook-name.ts';

interface WebhookFormProps {
  /** Absent: a new one. */
  webhook?: Webhook;
  onClose: () => void;
  onDone: (id: string) => void;
}

interface WebhookDraft {
  name: string;
  url: string;
  types: string[] | null;
  database: string;
  collection: string;
  enabled: boolean;
}

/** Where events are sent to, and which; the secret of a new one is shown once. */
export function WebhookForm({ webhook, onClose, onDone }: WebhookFormProps) {
  const { t } = useTranslation(['access', 'common']);
  const [draft, setDraft] = useState<WebhookDraft>(() => draftOf(webhook));
  const { save, created } = useSave(webhook, draft, onDone);
  const change = (some: Partial<WebhookDraft>): void => setDraft({ ...draft, ...some });
  const errorAt = useErrorAt(save.error);
  return (
    <Inspector
      title={webhook ? t('editTitle', { name: webhookName(webhook) }) : t('webhooks.new')}
      onClose={() => {
        // The secret is shown this once: nothing but its own button puts it away.
        if (!created) onClose();
      }}
      footer={
        <div className={styles.foot}>
          <Button variant="primary" isBusy={save.isPending} onPress={() => save.mutate()}>
            {webhook ? t('common:action.save') : t('webhooks.create')}
          </Button>
          <Button variant="ghost" onPress={webhook ? () => onDone(webhook.id) : onClose}>
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
        {save.error && <ProblemNote problem={save.error} what={t('webhooks.notSaved')} />}
        <WebhookFields draft={draft} onChange={change} errorAt={errorAt} />
      </form>
      {created?.secret !== undefined && (
        <SecretDialog
          title={t('secret.webhookTitle')}
          text={t('secret.webhookText')}
          secret={created.secret}
          onKept={() => {
            save.reset();
            onDone(created.id);
          }}
        />
      )}
    </Inspector>
  );
}

interface FieldsProps {
  draft: WebhookDraft;
  onChange: (some: Partial<WebhookDraft>) => void;
  errorAt: (path: string) => string | undefined;
}

function WebhookFields({ draft, onChange, errorAt }: FieldsProps) {
  const { t } = useTranslation('access');
  const { name, url, database, collection, enabled } = draft;
  return (
    <>
      <TextField
        label={t('column.url')}
        description={t('webhooks.urlHelp')}
        type="url"
        isMono
        value={url}
        onChange={(changed) => onChange({ url: changed })}
        error={errorAt('url')}
        isRequired
        autoFocus
      />
      <TextField
        label={t('column.name')}
        value={name}
        onChange={(changed) => onChange({ name: changed })}
        error={errorAt('name')}
      />
      <TypesField draft={draft} onChange={onChange} errorAt={errorAt} />
      <TextField
        label={t('rule.database')}
        description={t('webhooks.placeHelp')}
        value={database}
        onChange={(changed) => onChange({ database: changed })}
        error={errorAt('database')}
      />
      <TextField
        label={t('rule.collection')}
        value={collection}
        onChange={(changed) => onChange({ collection: changed })}
        error={errorAt('collection')}
      />
      <Switch
        label={t('webhooks.enabled')}
        description={t('webhooks.enabledHelp')}
        isSelected={enabled}
        onChange={(changed) => onChange({ enabled: changed })}
      />
    </>
  );
}

const groups = [...new Set(keptEventTypes.map((type) => `${type.split('.')[0]}.*`))];

function TypesField({ draft: { types }, onChange, errorAt }: FieldsProps) {
  const { t } = useTranslation('access');
  const error = errorAt('types');
  const toggle = (name: string, chosen: boolean): void =>
    onChange({ types: chosen ? [...(types ?? []), name] : (types ?? []).filter((one) => one !== name) });
  // A webhook made elsewhere may name single types.
  const known = [...new Set([...groups, ...(types ?? [])])];
  return (
    <fieldset>
      <legend className={styles.legend}>{t('column.types')}</legend>
      <Checkbox
        label={t('webhooks.allTypes')}
        isSelected={types === null}
        onChange={(chosen) => onChange({ types: chosen ? null : ['record.*'] })}
      />
      {types !== null && (
        <div className={styles.actions}>
          {known.map((name) => (
            <Checkbox
              key={name}
              label={name}
              isSelected={types.includes(name)}
              onChange={(chosen) => toggle(name, chosen)}
            />
          ))}
        </div>
      )}
      {error !== undefined && <p className={styles.bad}>{error}</p>}
    </fieldset>
  );
}

function draftOf(webhook: Webhook | undefined): WebhookDraft {
  return {
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    types: webhook ? webhook.types : ['record.*'],
    database: webhook?.database ?? '',
    collection: webhook?.collection ?? '',
    enabled: webhook?.enabled ?? true,
  };
}

/** Sends the draft. One that is changed is done at once; of a new one the secret is shown first. */
function useSave(webhook: Webhook | undefined, draft: WebhookDraft, onDone: (id: string) => void) {
  const queries = useQueryClient();
  const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  const body = {
    ...draft,
    name: orNull(draft.name),
    url: draft.url.trim(),
    database: orNull(draft.database),
    collection: orNull(draft.collection),
  };
  const save = useMutation({
    mutationFn: async (): Promise<Webhook & { secret?: string | undefined }> =>
      webhook
        ? dataOf(api.PATCH('/webhooks/{id}', { params: { path: { id: webhook.id } }, body }))
        : dataOf(api.POST('/webhooks', { body })),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: keys.webhooks });
      if (webhook) onDone(saved.id);
    },
    // The secret is kept nowhere.
    gcTime: 0,
  });
  return { save, created: webhook ? undefined : save.data };
}
