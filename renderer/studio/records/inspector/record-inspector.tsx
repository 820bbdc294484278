import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp, Pencil, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../../api/problem.ts';
import type { CollectionPath } from '../../../api/queries.ts';
import type { CollectionSchema } from '../../../api/types.ts';
import { IconButton } from '../../../components/icon-button/icon-button.tsx';
import { SkeletonRows } from '../../../components/skeleton/skeleton.tsx';
import { Tabs } from '../../../components/tabs/tabs.tsx';
import { recordName } from '../../fields/record-name.ts';
import { useFormat } from '../../format/use-format.ts';
import { Inspector } from '../../shell/inspector.tsx';
import { DeleteRecords } from '../bulk/delete-records.tsx';
import { ProblemNote } from '../../problems/problem-note.tsx';
import type { Rights } from '../rights.ts';
import type { Walk } from '../use-records-commands.ts';
import styles from './inspector.module.css';
import { RecordChunks } from './record-chunks.tsx';
import { RecordFooter } from './record-footer.tsx';
import { RecordJson } from './record-json.tsx';
import { RecordMenu } from './record-menu.tsx';
import { RecordOverview } from './record-overview.tsx';
import type { RecordView } from './record-view.ts';
import { chunksQuery, recordQuery } from './record-queries.ts';

export interface RecordInspectorProps {
  at: CollectionPath;
  schema: CollectionSchema;
  id: string;
  view: RecordView;
  onViewChange: (view: RecordView) => void;
  walk: Walk;
  rights: Rights;
  onClose: () => void;
}

/** One record beside the table: its fields, files and chunks, its JSON, and what can be done with it. */
export function RecordInspector(props: RecordInspectorProps) {
  const { at, schema, id, rights, onClose } = props;
  const { data: record, error, refetch } = useQuery(recordQuery(at, id));
  const [isDeleting, setIsDeleting] = useState(false);
  const problem = error ? problemOf(error) : null;
  const { t } = useTranslation('records');
  const isGone = problem?.status === 404;
  return (
    <Inspector
      title={record ? recordName(schema, record) : id.slice(-8)}
      actions={
        <Actions {...props} isThere={record !== undefined && !isGone} onDelete={() => setIsDeleting(true)} />
      }
      footer={record && !isGone && <RecordFooter record={record} />}
      onClose={onClose}
    >
      {isGone && <p className={styles.gone}>{t('inspector.gone')}</p>}
      {problem && !isGone && (
        <div className={styles.gone}>
          <ProblemNote problem={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!record && !problem && <SkeletonRows isPadded />}
      {record && !isGone && <Parts {...props} record={record} />}
      {isDeleting && record && rights.mayDelete && (
        <DeleteRecords
          at={at}
          schema={schema}
          ids={[record.id]}
          name={recordName(schema, record)}
          onDeleted={onClose}
          onClose={() => setIsDeleting(false)}
        />
      )}
    </Inspector>
  );
}

function Actions({
  at,
  id,
  walk,
  rights,
  isThere,
  onDelete,
  onClose,
}: RecordInspectorProps & { isThere: boolean; onDelete: () => void }) {
  const { t } = useTranslation('records');
  const { t: common } = useTranslation();
  const form = `/collections/${at.database}/${at.collection}/new?edit=${encodeURIComponent(JSON.stringify(id))}`;
  return (
    <>
      <IconButton
        icon={ChevronUp}
        label={t('inspector.previous')}
        shortcut="k"
        isDisabled={walk.toPrevious === null}
        onPress={() => walk.toPrevious?.()}
      />
      <IconButton
        icon={ChevronDown}
        label={t('inspector.next')}
        shortcut="j"
        isDisabled={walk.toNext === null}
        onPress={() => walk.toNext?.()}
      />
      {rights.mayWrite && isThere && <IconButton icon={Pencil} label={t('inspector.edit')} href={form} />}
      {isThere && <RecordMenu at={at} id={id} rights={rights} onDelete={onDelete} />}
      <IconButton icon={X} label={common('action.close')} shortcut="escape" onPress={onClose} />
    </>
  );
}

function Parts(props: RecordInspectorProps & { record: NonNullable<Parameters<typeof recordName>[1]> }) {
  const { at, record, view, onViewChange } = props;
  const { t } = useTranslation('records');
  const format = useFormat();
  const { data: chunks } = useQuery(chunksQuery(at, record.id));
  const count = chunks && format.number(chunks.length);
  const parts = useRef<HTMLDivElement>(null);
  // Another part begins at its beginning.
  useEffect(() => {
    parts.current?.parentElement?.scrollTo({ top: 0 });
  }, [view]);
  return (
    <div className={styles.parts} ref={parts}>
      <Tabs
        label={t('inspector.parts')}
        value={view}
        onChange={onViewChange}
        items={[
          { id: 'overview', label: t('inspector.overview'), content: <RecordOverview {...props} /> },
          { id: 'json', label: 'JSON', content: <RecordJson record={record} /> },
          { id: 'chunks', label: t('inspector.chunks'), count, content: <RecordChunks {...props} /> },
        ]}
      />
    </div>
  );
}
