import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { KeyName } from '../access/key-name.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './job-inspector.module.css';
import { secondsBetween } from './seconds-between.ts';
import { useJobWords } from './use-job-words.ts';

/** Whose it is, where, and when. */
export function JobFacts({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const words = useJobWords();
  const format = useFormat();
  const { database, collection, started_at: begun, ended_at: ended } = job;
  return (
    <Section title={t('one.facts')}>
      <KeyValues>
        <KeyValue label={t('list.kind')}>{words.kind(job.kind)}</KeyValue>
        {database !== null && (
          <KeyValue label={t('one.where')}>
            {collection === null ? (
              database
            ) : (
              <Link to="/collections/$database/$collection" params={{ database, collection }}>
                {`${database} / ${collection}`}
              </Link>
            )}
          </KeyValue>
        )}
        <KeyValue label={t('one.madeBy')}>
          <KeyName id={job.created_by} none={t('one.byItself')} />
        </KeyValue>
        <KeyValue label={t('list.made')}>{format.dateTime(job.created_at)}</KeyValue>
        {begun !== null && <KeyValue label={t('one.begun')}>{format.dateTime(begun)}</KeyValue>}
        {ended !== null && <KeyValue label={t('one.ended')}>{format.dateTime(ended)}</KeyValue>}
        {begun !== null && ended !== null && (
          <KeyValue label={t('one.took')}>{format.duration(secondsBetween(begun, ended))}</KeyValue>
        )}
        <KeyValue label={t('one.attempts')}>{format.number(job.attempts)}</KeyValue>
        <KeyValue label="ID">
          <span className={styles.line}>
            <span className="mono cut">{job.id}</span>
            <CopyButton text={job.id} label={t('one.copyId')} />
          </span>
        </KeyValue>
      </KeyValues>
    </Section>
  );
}
