import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { Page } from '../shell/page.tsx';
import { ChooseFiles } from './choose-files.tsx';
import { usePendingFiles } from './pending-files.ts';
import { Plans } from './plans.tsx';
import { SkippedNote } from './skipped-note.tsx';
import { sortFiles } from './sort-files.ts';
import { useOpenFiles } from './use-open-files.ts';

/** Files become collections: each table one, and all documents together one. */
export function FromFilesPage() {
  const { t } = useTranslation('imports');
  const can = useCan();
  const open = useOpenFiles();
  const { at, files } = usePendingFiles();
  const sorted = useMemo(() => sortFiles(at === null ? files : []), [at, files]);
  const isEmpty = sorted.tables.length === 0 && sorted.documents.length === 0;
  if (!can('schema')) {
    return (
      <Page title={t('page.newTitle')}>
        <EmptyState title={t('page.mayNot')} text={t('page.mayNotText')} />
      </Page>
    );
  }
  return (
    <Page title={t('page.newTitle')}>
      <SkippedNote skipped={sorted.skipped} />
      {isEmpty ? (
        <ChooseFiles
          title={t('page.emptyNew')}
          text={t('page.emptyNewText')}
          onFiles={(chosen) => open(chosen)}
        />
      ) : (
        <Plans sorted={sorted} />
      )}
    </Page>
  );
}
