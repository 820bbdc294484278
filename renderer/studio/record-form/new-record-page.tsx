import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import type { Problem } from '../../api/problem.ts';
import { keys, schemaQuery } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { CollectionGone } from '../collection/collection-gone.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { readDraft } from './drafts.ts';
import { GoneNote } from './gone-note.tsx';
import { RecordForm } from './record-form.tsx';
import styles from './record-form.module.css';
import { readRecord } from './save-record.ts';
import { toJson } from './form-values.ts';

/** The form of a new record, or of one that is changed (`?edit=<id>`). */
export function NewRecordPage() {
  const { database, collection } = useParams({ from: '/collections/$database/$collection/new' });
  const { edit } = useSearch({ from: '/collections/$database/$collection/new' });
  // Another record is another form, which nothing typed in this one belongs to.
  return (
    <FormOf
      key={`${database}/${collection}/${edit ?? ''}`}
      database={database}
      collection={collection}
      id={edit ?? null}
    />
  );
}

function FormOf({ database, collection, id }: CollectionPath & { id: string | null }) {
  const { t } = useTranslation('forms');
  const can = useCan();
  const [at] = useState({ database, collection });
  const schema = useQuery(schemaQuery(at));
  const record = useQuery({
    queryKey: keys.record(at, id ?? ''),
    queryFn: () => readRecord(at, id ?? ''),
    enabled: id !== null,
  });
  const isGone = { schema: isMissing(schema.error), record: isMissing(record.error) };
  if (!can('write', database, collection)) {
    return (
      <Frame id={id}>
        <EmptyState title={t('mayNotWrite.title')} text={t('mayNotWrite.text', { collection })} />
      </Frame>
    );
  }
  if (schema.data && (id === null || record.data)) {
    const gone = isGone.schema ? 'collection' : isGone.record ? 'record' : null;
    return <RecordForm at={at} schema={schema.data} record={record.data ?? null} gone={gone} />;
  }
  const failed = [schema, record].find(({ error }) => error !== null);
  if (!failed) {
    return (
      <Frame id={id}>
        <SkeletonRows isPadded />
      </Frame>
    );
  }
  return (
    <Frame id={id}>
      <Unreadable
        at={at}
        id={id}
        schema={schema.data}
        problem={problemOf(failed.error)}
        onRetry={() => void failed.refetch()}
      />
    </Frame>
  );
}

function isMissing(error: unknown): boolean {
  return error !== null && problemOf(error).status === 404;
}

function Frame({ id, children }: { id: string | null; children: React.ReactNode }) {
  const { t } = useTranslation('forms');
  return <Page title={id === null ? t('newTitle') : t('editTitle')}>{children}</Page>;
}

interface UnreadableProps {
  at: CollectionPath;
  id: string | null;
  schema: CollectionSchema | undefined;
  problem: Problem;
  onRetry: () => void;
}

/** Where there is no form; a draft of it that is still here can be taken along. */
function Unreadable({ at, id, schema, problem, onRetry }: UnreadableProps) {
  if (problem.status !== 404) {
    return (
      <div className={styles.form}>
        <ProblemNote problem={problem} onRetry={onRetry} />
      </div>
    );
  }
  const draft = readDraft(at, id);
  if (!draft) return <CollectionGone at={at} wasThere={false} />;
  const json = schema ? toJson(schema.fields, draft.values).json : draft.values;
  return (
    <div className={styles.form}>
      <GoneNote what={schema ? 'record' : 'collection'} at={at} json={json} />
    </div>
  );
}
