import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { schemaQuery } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { CollectionGone } from '../collection/collection-gone.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { BatchesOf } from './batch-progress.tsx';
import { ChooseFiles } from './choose-files.tsx';
import { useDocumentBatches } from './document-batches.ts';
import { fileFieldsOf } from './document-target.ts';
import { ImportJob } from './import-job.tsx';
import { usePendingFiles } from './pending-files.ts';
import { Plans } from './plans.tsx';
import { SkippedNote } from './skipped-note.tsx';
import { sortFiles } from './sort-files.ts';
import { useOpenFiles } from './use-open-files.ts';

/** Files go into a collection: rows by their columns, documents a record each; or an import is followed (`?job=<id>`). */
export function ImportPage() {
  const { t } = useTranslation('imports');
  const at = useParams({ from: '/collections/$database/$collection/import' });
  const { job } = useSearch({ from: '/collections/$database/$collection/import' });
  const can = useCan();
  const { database, collection } = at;
  const mayWrite = can('write', database, collection) && can('files', database, collection);
  return (
    <Page
      title={t('page.intoTitle')}
      sub={t('page.into', { collection })}
      start={
        <IconButton icon={ArrowLeft} label={t('page.back')} href={`/collections/${database}/${collection}`} />
      }
    >
      {job !== undefined && <ImportJob key={job} at={at} id={job} />}
      {job === undefined && !mayWrite && <EmptyState title={t('page.mayNot')} text={t('page.mayNotText')} />}
      {job === undefined && mayWrite && <Into key={`${database}/${collection}`} at={at} />}
    </Page>
  );
}

function Into({ at }: { at: CollectionPath }) {
  const { t } = useTranslation('imports');
  const open = useOpenFiles();
  const { data: schema, error, refetch } = useQuery(schemaQuery(at));
  const pending = usePendingFiles();
  const isOurs = pending.at?.database === at.database && pending.at.collection === at.collection;
  const sorted = useMemo(() => sortFiles(isOurs ? pending.files : []), [isOurs, pending.files]);
  const hasBatch = useDocumentBatches(({ batches }) =>
    batches.some((batch) => batch.at.database === at.database && batch.at.collection === at.collection),
  );
  if (!schema || error) {
    if (!error) return <SkeletonRows isPadded />;
    const problem = problemOf(error);
    return problem.status === 404 ? (
      <CollectionGone at={at} wasThere={schema !== undefined} />
    ) : (
      <ProblemNote problem={problem} onRetry={() => void refetch()} />
    );
  }
  const isEmpty = sorted.tables.length === 0 && sorted.documents.length === 0;
  const takesFiles = fileFieldsOf(schema.fields).length > 0;
  return (
    <>
      <SkippedNote skipped={sorted.skipped} />
      <BatchesOf at={at} />
      {!isEmpty && <Plans sorted={sorted} into={{ at, schema }} />}
      {isEmpty && !hasBatch && (
        <ChooseFiles
          title={t('page.emptyInto')}
          text={takesFiles ? t('page.emptyIntoFiles') : t('page.emptyIntoText')}
          onFiles={(files) => open(files, at)}
        />
      )}
    </>
  );
}
