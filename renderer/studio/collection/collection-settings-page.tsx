import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { keys, schemaQuery, statsQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { DescriptionForm } from '../collections/description-form.tsx';
import { StoreSizes } from '../collections/store-sizes.tsx';
import { useFormat } from '../format/use-format.ts';
import { CollectionFrame } from './collection-frame.tsx';
import styles from './collection-settings-page.module.css';
import { DeleteCollection } from './delete-collection.tsx';
import { RebuildIndex } from './rebuild-index.tsx';
import { SettingsBlock } from './settings-block.tsx';
import { useCollectionSchema } from './use-collection-schema.ts';

/** What is done with a collection as a whole, and how much is in it. */
export function CollectionSettingsPage() {
  const at = useParams({ from: '/collections/$database/$collection/settings' });
  const schema = useCollectionSchema(at);
  const can = useCan();
  const { database, collection } = at;
  const mayChange = can('schema', database, collection);
  const mayRead = can('read', database, collection);
  const stats = useQuery({ ...statsQuery(at), enabled: mayRead });
  // All of it at once, so that nothing moves under a hand.
  const isWaiting = mayRead && (!schema || stats.isPending);
  return (
    <CollectionFrame at={at} tab="settings">
      <div className={styles.scroll}>
        <div className={styles.blocks} key={`${database}/${collection}`}>
          {isWaiting ? null : (
            <>
              {mayChange && <Describe at={at} description={schema?.description ?? ''} />}
              {mayRead && <Contents at={at} />}
              {schema && <SearchSettings schema={schema} at={at} mayChange={mayChange} />}
              {mayRead && <Export at={at} />}
              {mayChange && <DeleteCollection at={at} />}
            </>
          )}
        </div>
      </div>
    </CollectionFrame>
  );
}

function Describe({ at, description }: { at: CollectionPath; description: string }) {
  const { t } = useTranslation('collections');
  const queries = useQueryClient();
  const save = async (text: string): Promise<void> => {
    const changed = await dataOf(
      api.PATCH('/databases/{database}/collections/{collection}', {
        params: { path: at },
        body: { description: text === '' ? null : text },
      }),
    );
    queries.setQueryData(schemaQuery(at).queryKey, changed);
    await queries.invalidateQueries({ queryKey: keys.collections });
  };
  return (
    <SettingsBlock title={t('description')} text={t('descriptionText')}>
      <DescriptionForm
        id={`collection.${at.database}.${at.collection}`}
        description={description}
        onSave={save}
      />
    </SettingsBlock>
  );
}

function Contents({ at }: { at: CollectionPath }) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const { data } = useQuery(statsQuery(at));
  return (
    <SettingsBlock title={t('contents')} text={t('contentsText')}>
      {data && (
        <KeyValues>
          <StoreSizes stats={data} />
          <KeyValue label={t('columns.changed')}>{format.dateTime(data.changed_at)}</KeyValue>
        </KeyValues>
      )}
    </SettingsBlock>
  );
}

interface SearchSettingsProps {
  at: CollectionPath;
  schema: CollectionSchema;
  mayChange: boolean;
}

function SearchSettings({ at, schema, mayChange }: SearchSettingsProps) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const searched = schema.fields.filter(({ vectorize }) => vectorize).map(({ name }) => name);
  if (searched.length === 0) {
    return <SettingsBlock title={t('searchTitle')} text={t('notSearched')} />;
  }
  const { language, chunk_size: size, chunk_overlap: overlap, typo_tolerance: isTolerant } = schema.config;
  return (
    <SettingsBlock title={t('searchTitle')} text={t('searchText')}>
      <KeyValues>
        <KeyValue label={t('searchedFields')}>{format.list(searched)}</KeyValue>
        <KeyValue label={t('language')}>{t(`languages.${language}`)}</KeyValue>
        <KeyValue label={t('chunkSize')}>
          {t('characters', { count: size, shown: format.number(size) })}
        </KeyValue>
        <KeyValue label={t('chunkOverlap')}>
          {t('characters', { count: overlap, shown: format.number(overlap) })}
        </KeyValue>
        <KeyValue label={t('typoTolerance')}>{t(isTolerant ? 'on' : 'off')}</KeyValue>
      </KeyValues>
      {mayChange && <RebuildIndex at={at} />}
    </SettingsBlock>
  );
}

function Export({ at }: { at: CollectionPath }) {
  const { t } = useTranslation('collections');
  const { database, collection } = at;
  return (
    <SettingsBlock title={t('export')} text={t('exportText')}>
      <div className={styles.actions}>
        {(['ndjson', 'csv'] as const).map((format) => (
          <Button
            key={format}
            icon={Download}
            href={`/databases/${database}/collections/${collection}/export?format=${format}`}
            download={`${collection}.${format}`}
          >
            {t('exportAs', { format: format.toUpperCase() })}
          </Button>
        ))}
      </div>
    </SettingsBlock>
  );
}
