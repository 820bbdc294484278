import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { collectionsQuery, schemaQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { MenuButton } from '../../components/menu/menu-button.tsx';
import { usePreferences } from '../preferences.ts';
import type { Language } from '../preferences.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { CollectionEditor } from './collection-editor.tsx';
import { freeName } from './edit-fields.ts';
import type { NewCollectionSearch } from './new-collection-search.ts';
import styles from './new-collection-page.module.css';
import { writeYaml } from './schema-document.ts';
import { readStarter, starters } from './starters.ts';

const blank = 'name: ""\nfields:\n  - name: title\n    type: string\n    required: true\n';

/** Describes a new collection: from nothing, from a starter, or like another one. */
export function NewCollectionPage() {
  const { t } = useTranslation('schema');
  const search = useSearch({ from: '/collections/new' });
  const language = usePreferences((preferences) => preferences.language);
  const { data: yaml, error, refetch } = useBeginning(search, language);
  const mayCreate = useCan()('schema', search.database);
  if (!mayCreate) {
    return (
      <Page title={t('new.title')}>
        <EmptyState title={t('new.notAllowed')} text={t('new.notAllowedText')} />
      </Page>
    );
  }
  const origin = search.like ?? search.from ?? 'blank';
  if (error || yaml === undefined) {
    return (
      <Page title={t('new.title')}>
        {error && (
          <div className={styles.problem}>
            <ProblemNote problem={error} onRetry={() => void refetch()} />
          </div>
        )}
      </Page>
    );
  }
  const database = search.database ?? search.like?.split('/')[0] ?? 'default';
  return (
    <CollectionEditor
      key={`${origin} ${language} ${database}`}
      origin={origin}
      begin={{ yaml, database }}
      actions={<Beginnings database={search.database} />}
    />
  );
}

/** The schema to begin with, as YAML. */
function useBeginning({ from, like }: NewCollectionSearch, language: Language) {
  const { data: collections } = useQuery({ ...collectionsQuery, enabled: like !== undefined });
  const [database = '', collection = ''] = like?.split('/') ?? [];
  const original = useQuery({ ...schemaQuery({ database, collection }), enabled: like !== undefined });
  const starter = useQuery({
    queryKey: ['starter', from ?? 'blank', language],
    queryFn: () => (from === undefined ? blank : readStarter(from, language)),
    staleTime: Infinity,
    enabled: like === undefined,
  });
  if (like === undefined) return starter;
  const taken = (collections ?? [])
    .filter(({ database_name }) => database_name === database)
    .map(({ name }) => name);
  const { data: schema } = original;
  return {
    ...original,
    data: schema && collections && writeYaml({ ...schema, name: freeName(schema.name, taken) }),
  };
}

function Beginnings({ database }: { database: string | undefined }) {
  const { t } = useTranslation('schema');
  const hrefOf = (from?: string): string => {
    const search = new URLSearchParams({
      ...(from === undefined ? {} : { from }),
      ...(database === undefined ? {} : { database }),
    });
    return `/collections/new?${search.toString()}`;
  };
  return (
    <MenuButton label={t('new.begin')}>
      {[
        ...starters.map(({ id, icon }) => ({
          id,
          icon,
          label: t(`starters.${id}.title`),
          description: t(`starters.${id}.text`),
          href: hrefOf(id),
        })),
        'separator' as const,
        { id: 'blank', label: t('new.blank'), href: hrefOf() },
      ]}
    </MenuButton>
  );
}
