import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { Checkbox } from '../../components/checkbox/checkbox.tsx';
import { RadioGroup } from '../../components/radio-group/radio-group.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { useFormat } from '../format/use-format.ts';
import { startDocuments } from './document-batches.ts';
import { documentTarget, documentsSchema } from './document-target.ts';
import type { DocumentsDraft } from './document-target.ts';
import { DocumentsList } from './documents-list.tsx';
import { settleFiles } from './pending-files.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { PlanSection } from './plan-section.tsx';
import { folderOf, toResourceName } from './sort-files.ts';
import { DatabaseChoice } from './table-plan.tsx';
import footer from './run-footer.module.css';
import styles from './table-plan.module.css';

const namePattern = /^[a-z][a-z0-9_]*$/;

/** Documents that become a collection, a record each. */
export function DocumentsPlan({ files }: { files: readonly File[] }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [database, setDatabase] = useState('default');
  const [draft, setDraft] = useState<DocumentsDraft>(() => ({
    name: toResourceName(folderOf(files) ?? '') || 'documents',
    titleField: 'title',
    fileField: 'document',
    isSearched: true,
    onError: 'store',
  }));
  const create = useCreate(database, draft, files);
  const names = [draft.name, draft.titleField, draft.fileField];
  const isReady = names.every((name) => namePattern.test(name)) && draft.titleField !== draft.fileField;
  return (
    <>
      <div className={styles.plan}>
        <DocumentsList files={files} />
        <PlanSection title={t('target.title')}>
          <div className={styles.options}>
            <NameField
              label={t('target.name')}
              value={draft.name}
              onChange={(name) => setDraft({ ...draft, name })}
            />
            <DatabaseChoice value={database} onChange={setDatabase} />
            <NameField
              label={t('documents.titleField')}
              value={draft.titleField}
              onChange={(titleField) => setDraft({ ...draft, titleField })}
            />
            <NameField
              label={t('documents.fileField')}
              value={draft.fileField}
              onChange={(fileField) => setDraft({ ...draft, fileField })}
            />
          </div>
          <Checkbox
            label={t('documents.search')}
            description={t('documents.searchHelp')}
            isSelected={draft.isSearched}
            onChange={(isSearched) => setDraft({ ...draft, isSearched })}
          />
          {draft.isSearched && (
            <RadioGroup
              label={t('documents.onError')}
              items={[
                { id: 'store', label: t('documents.store') },
                { id: 'reject', label: t('documents.reject') },
              ]}
              value={draft.onError}
              onChange={(onError) => setDraft({ ...draft, onError })}
            />
          )}
        </PlanSection>
      </div>
      <footer className={footer.footer} data-actions>
        {create.error !== null && <ProblemNote problem={create.error} />}
        <div className={footer.line}>
          <span className={footer.says}>{isReady ? t('documents.stay') : t('target.nameHelp')}</span>
          <Button
            variant="primary"
            size="lg"
            isBusy={create.isPending}
            isDisabled={!isReady}
            onPress={() => create.mutate()}
          >
            {t('documents.create', { count: files.length, number: format.number(files.length) })}
          </Button>
        </div>
      </footer>
    </>
  );
}

function NameField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation('imports');
  const error = namePattern.test(value) ? undefined : t('target.nameHelp');
  return <TextField label={label} isMono value={value} onChange={onChange} error={error} />;
}

/** Makes the collection, and begins to fill it. */
function useCreate(database: string, draft: DocumentsDraft, files: readonly File[]) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      const path = { database, collection: draft.name };
      const body = documentsSchema(draft);
      await dataOf(api.POST('/databases/{database}/collections', { params: { path: { database } }, body }));
      const schema = await dataOf(
        api.GET('/databases/{database}/collections/{collection}', { params: { path } }),
      );
      return { at: path, schema };
    },
    onSuccess: ({ at, schema }) => {
      void queries.invalidateQueries({ queryKey: keys.collections });
      const file = schema.fields.find(({ name }) => name === draft.fileField);
      if (!file) return;
      startDocuments({ at, schema, target: documentTarget(schema.fields, file), files });
      settleFiles(files);
      void navigate({ to: '/collections/$database/$collection/import', params: at });
    },
  });
}
