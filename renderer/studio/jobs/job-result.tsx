import { Download } from 'lucide-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './job-inspector.module.css';
import { readResult } from './job-outcome.ts';

const idsAtMost = 10;

/** What came of it, as far as it is; nothing: there is no section. */
export function JobResult({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const { number } = useFormat();
  const { counts, recordIds, hasRejected } = readResult(job);
  const { database, collection, state } = job;
  if (counts.length === 0 && recordIds.length === 0) return null;
  return (
    <Section title={t(state === 'succeeded' ? 'one.result' : 'one.soFar')}>
      <KeyValues>
        {counts.map(({ what, count }) => (
          <KeyValue key={what} label={t(`result.${what}`)}>
            {number(count)}
          </KeyValue>
        ))}
      </KeyValues>
      {hasRejected && (
        <div className={styles.download}>
          <Button size="sm" icon={Download} href={`/jobs/${job.id}/rejected`} download>
            {t('one.downloadRejected')}
          </Button>
        </div>
      )}
      {database !== null && collection !== null && recordIds.length > 0 && (
        <ul className={styles.list}>
          {recordIds.slice(0, idsAtMost).map((id) => (
            <li key={id} className="mono cut">
              {state === 'succeeded' ? (
                <Link
                  to="/collections/$database/$collection"
                  params={{ database, collection }}
                  search={{ record: id }}
                >
                  {id}
                </Link>
              ) : (
                id
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
