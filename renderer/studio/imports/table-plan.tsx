import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { databasesQuery } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { RadioGroup } from '../../components/radio-group/radio-group.tsx';
import { Select } from '../../components/select/select.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { useFormat } from '../format/use-format.ts';
import { ColumnsTable } from './columns-table.tsx';
import { InspectionNotices } from './inspection-notices.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { PlanSection } from './plan-section.tsx';
import { problemsOf } from './proposal.ts';
import type { Proposal } from './proposal.ts';
import { ReadingOptions } from './reading-options.tsx';
import { RunFooter } from './run-footer.tsx';
import { SampleTable } from './sample-table.tsx';
import styles from './table-plan.module.css';
import { useImportRun } from './use-import-run.ts';
import { useProposal } from './use-proposal.ts';

export interface TablePlanProps {
  file: File;
  /** The collection that the rows go into; none: one is made. */
  into?: { at: CollectionPath; schema: CollectionSchema } | undefined;
}

/** A file of rows, what it would become, and the way there. Everything can be changed before anything is written. */
export function TablePlan({ file, into }: TablePlanProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const [database, setDatabase] = useState(into?.at.database ?? 'default');
  const { inspection, proposal, change, read } = useProposal(file, into?.schema.fields);
  const run = useImportRun({ file, database, collection: into?.at.collection ?? null });
  const { data, error, isFetching } = inspection;
  if (!data || !proposal) {
    return (
      <div className={styles.plan}>
        {error ? <ProblemNote problem={error} onRetry={() => void inspection.refetch()} /> : <SkeletonRows />}
      </div>
    );
  }
  const rows = { count: data.rows_read, number: format.number(data.rows_read) };
  return (
    <>
      <div className={styles.plan} aria-busy={isFetching}>
        <PlanSection
          title={t('reading.title')}
          end={`${t('reading.file', { name: file.name, size: format.bytes(file.size) })}. ${t('reading.rows', rows)}.`}
        >
          <ReadingOptions reading={data} onRead={read} />
          {error !== null && <ProblemNote problem={error} onRetry={() => void inspection.refetch()} />}
          <InspectionNotices notices={data.notices} />
        </PlanSection>
        {!into && (
          <Target proposal={proposal} database={database} onDatabase={setDatabase} onChange={change} />
        )}
        <PlanSection title={t('columns.title')}>
          <ColumnsTable
            columns={proposal.columns}
            fields={into?.schema.fields}
            sampleOf={sampleOf(data)}
            onChange={(columns) => change({ ...proposal, columns })}
          />
          {into && <Missing schema={into.schema} proposal={proposal} />}
        </PlanSection>
        <PlanSection title={t('sample.title')}>
          <SampleTable inspection={data} />
        </PlanSection>
        <OnError proposal={proposal} onChange={change} />
      </div>
      <RunFooter run={run} proposal={proposal} problems={problemsOf(proposal, !into)} isNew={!into} />
    </>
  );
}

type Inspected = NonNullable<ReturnType<typeof useProposal>['inspection']['data']>;

/** The first value of a column, found by the field that was proposed for it. */
function sampleOf({ sample, mapping }: Inspected): (column: string) => string {
  return (column) => {
    const target = mapping[column];
    const field = typeof target === 'string' ? target : target?.field;
    const values = sample.map((row) => row[field ?? '']);
    const value = values.find((one) => one !== null && one !== undefined);
    return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  };
}

/** Required fields that no column fills, and that nothing else does. */
function Missing({ schema, proposal }: { schema: CollectionSchema; proposal: Proposal }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const filled = new Set(proposal.columns.filter(({ isTaken }) => isTaken).map(({ field }) => field.name));
  const missing = schema.fields.filter(
    (field) => field.required === true && field.default === undefined && !filled.has(field.name),
  );
  if (missing.length === 0) return null;
  return (
    <p className={styles.missing}>
      {t('columns.missing', { fields: format.list(missing.map(({ name }) => name)) })}
    </p>
  );
}

interface TargetProps {
  proposal: Proposal;
  database: string;
  onDatabase: (database: string) => void;
  onChange: (proposal: Proposal) => void;
}

function Target({ proposal, database, onDatabase, onChange }: TargetProps) {
  const { t } = useTranslation('imports');
  const isBad = problemsOf(proposal, true).some(({ code }) => code === 'no_name');
  return (
    <PlanSection title={t('target.title')}>
      <div className={styles.options}>
        <TextField
          label={t('target.name')}
          isMono
          value={proposal.name}
          onChange={(name) => onChange({ ...proposal, name })}
          description={isBad ? undefined : t('target.nameHelp')}
          error={isBad ? t('target.nameHelp') : undefined}
        />
        <DatabaseChoice value={database} onChange={onDatabase} />
      </div>
    </PlanSection>
  );
}

/** The database that a new collection goes into, of those in which the key may make one. */
export function DatabaseChoice({ value, onChange }: { value: string; onChange: (database: string) => void }) {
  const { t } = useTranslation('imports');
  const can = useCan();
  const { data = [] } = useQuery(databasesQuery);
  const names = data.map(({ name }) => name).filter((name) => can('schema', name));
  return (
    <Select
      label={t('target.database')}
      items={names.map((name) => ({ id: name, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}

function OnError({ proposal, onChange }: Pick<TargetProps, 'proposal' | 'onChange'>) {
  const { t } = useTranslation('imports');
  return (
    <PlanSection title={t('onError.title')}>
      <RadioGroup
        label={t('onError.title')}
        isLabelHidden
        items={[
          { id: 'reject_row', label: t('onError.reject_row') },
          { id: 'stop', label: t('onError.stop'), description: t('onError.stopHelp') },
        ]}
        value={proposal.onError}
        onChange={(onError) => onChange({ ...proposal, onError })}
      />
    </PlanSection>
  );
}
