import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Note } from '../../components/note/note.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './error-summary.module.css';
import { RequestId } from './request-id.tsx';

export interface SummaryEntry {
  /** As in the problem document: `tags[1]`. */
  path: string;
  message: string;
  /** What the field is called on the page; else the path. */
  label?: string;
}

export interface ErrorSummaryProps {
  entries: readonly SummaryEntry[];
  /** Leads to the field of an entry. */
  onGoTo: (path: string) => void;
  /** What it means for the data; else: nothing was written. */
  text?: string;
  requestId?: string;
  /** Changes with every attempt, so that the summary takes focus again. */
  attempt?: unknown;
}

/** All that is wrong with a form, over it. It takes focus as soon as it appears, and each line leads to its field. */
export function ErrorSummary({ entries, onGoTo, text, requestId, attempt }: ErrorSummaryProps) {
  const { t } = useTranslation('problems');
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.focus(), [attempt]);
  if (entries.length === 0) return null;
  return (
    <div ref={frame} tabIndex={-1} className={styles.summary}>
      <Note
        tone="danger"
        title={t('summary', { count: entries.length, number: format.number(entries.length) })}
        actions={requestId === undefined ? undefined : <RequestId id={requestId} />}
      >
        {text ?? t('nothingWritten')}
        <ul className={styles.list}>
          {entries.map(({ path, message, label }, index) => (
            <li key={`${path}${index}`}>
              <button type="button" className={styles.link} onClick={() => onGoTo(path)}>
                {label ?? path}
              </button>{' '}
              {message}
            </li>
          ))}
        </ul>
      </Note>
    </div>
  );
}
