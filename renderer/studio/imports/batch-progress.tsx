import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { Note } from '../../components/note/note.tsx';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { Status } from '../../components/status/status.tsx';
import { Table } from '../../components/table/table.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './batch-progress.module.css';
import {
  cancelDocuments,
  dismissDocuments,
  resumeDocuments,
  retryDocuments,
  useDocumentBatches,
} from './document-batches.ts';
import type { DocumentBatch } from './document-batches.ts';
import { useProblemText } from '../problems/use-problem-text.ts';
import { useFieldProblem } from '../problems/use-field-problems.ts';

const mostFailedShown = 200;

/** The documents on their way into a collection: how far they are, and which were not taken. */
export function BatchesOf({ at }: { at: CollectionPath }) {
  const batches = useDocumentBatches(({ batches: all }) => all);
  const ours = batches.filter(
    (batch) => batch.at.database === at.database && batch.at.collection === at.collection,
  );
  if (ours.length === 0) return null;
  return (
    <div className={styles.batches}>
      {ours.map((batch) => (
        <Batch key={batch.id} batch={batch} />
      ))}
    </div>
  );
}

function Batch({ batch }: { batch: DocumentBatch }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { at, total, done, failed, state } = batch;
  const over = done + failed.length;
  const left = total - over;
  const number = (count: number) => ({ count, number: format.number(count), collection: at.collection });
  const isGoing = state === 'running' || state === 'paused';
  return (
    <section className={styles.batch} aria-label={t('documents.running', number(total))}>
      <div className={styles.line}>
        <Status isShown>
          <b>{isGoing ? t('documents.running', number(total)) : t('documents.done', number(done))}</b>
        </Status>
        {isGoing && (
          <span className="muted">
            {t('documents.progress', { done: format.number(over), total: format.number(total) })}
            <TimeLeft batch={batch} />
          </span>
        )}
        {!isGoing && failed.length > 0 && <span>{t('documents.failedCount', number(failed.length))}</span>}
        {state === 'cancelled' && left > 0 && <span>{t('documents.cancelled', number(left))}</span>}
      </div>
      {isGoing && <ProgressBar label={t('documents.running', number(total))} value={over / total} />}
      <Paused batch={batch} />
      <Failed batch={batch} />
      <BatchButtons batch={batch} />
    </section>
  );
}

function TimeLeft({ batch: { secondsLeft, state } }: { batch: DocumentBatch }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  if (state !== 'running' || secondsLeft === null) return null;
  return <> · {t('job.left', { time: format.duration(secondsLeft) })}</>;
}

function Paused({ batch: { state, problem } }: { batch: DocumentBatch }) {
  const { t } = useTranslation('imports');
  const textOf = useProblemText();
  if (state !== 'paused' || !problem) return null;
  const words =
    problem.code === 'unreachable'
      ? t('documents.pausedUnreachable')
      : problem.code === 'disk_full'
        ? t('documents.pausedDisk')
        : textOf(new ApiProblem(problem)).title;
  return (
    <Note tone="warn" isAlert title={t('documents.paused')}>
      {words}
    </Note>
  );
}

function Failed({ batch: { id, failed } }: { batch: DocumentBatch }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const say = useFieldProblem();
  const textOf = useProblemText();
  if (failed.length === 0) return null;
  return (
    <>
      <Table
        label={t('documents.failed')}
        isFramed
        rows={failed
          .slice(0, mostFailedShown)
          .map(({ file, problem }, index) => ({ id: `${index} ${file.name}`, file, problem }))}
        columns={[
          {
            id: 'name',
            label: t('documents.name'),
            width: '280px',
            isRowHeader: true,
            cell: ({ file }) => file.name,
          },
          {
            id: 'why',
            label: t('documents.why'),
            cell: ({ problem }) =>
              problem.errors?.map((error) => say(error)).join(' ') ?? textOf(new ApiProblem(problem)).title,
          },
          {
            id: 'retry',
            label: t('job.retry'),
            isLabelHidden: true,
            width: '72px',
            cell: ({ file }) => (
              <IconButton
                icon={RotateCcw}
                size="sm"
                label={t('documents.retry', { name: file.name })}
                onPress={() => retryDocuments(id, file)}
              />
            ),
          },
        ]}
      />
      {failed.length > mostFailedShown && (
        <p className="muted">{t('documents.failedShown', { number: format.number(mostFailedShown) })}</p>
      )}
    </>
  );
}

function BatchButtons({ batch: { id, at, state, failed } }: { batch: DocumentBatch }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const isOver = state === 'ended' || state === 'cancelled';
  return (
    <div className={styles.line}>
      {isOver && (
        <Button variant="primary" href={`/collections/${at.database}/${at.collection}`}>
          {t('job.records')}
        </Button>
      )}
      {state === 'paused' && <Button onPress={() => resumeDocuments(id)}>{t('documents.goOn')}</Button>}
      {!isOver && (
        <Button variant="danger-quiet" onPress={() => cancelDocuments(id)}>
          {t('documents.cancel')}
        </Button>
      )}
      {isOver && failed.length > 0 && (
        <Button onPress={() => retryDocuments(id)}>
          {t('documents.retryAll', { count: failed.length, number: format.number(failed.length) })}
        </Button>
      )}
      {isOver && (
        <Button variant="ghost" onPress={() => dismissDocuments(id)}>
          {t('documents.dismiss')}
        </Button>
      )}
    </div>
  );
}
