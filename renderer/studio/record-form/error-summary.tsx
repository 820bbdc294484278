import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { useFormat } from '../format/use-format.ts';
import { useUploadWords } from '../uploads/use-upload-words.ts';
import { controlId, focusControl } from './control-props.ts';
import styles from './error-summary.module.css';
import { useSayError } from './use-error-at.tsx';
import type { FormRefusal } from './use-record-form.ts';

/** Why nothing was written, each problem with the way to its field. It takes focus whenever it appears. */
export function ErrorSummary({ refusal }: { refusal: FormRefusal }) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const say = useSayError();
  const words = useUploadWords();
  const element = useRef<HTMLDivElement>(null);
  const { problem, errors, file } = refusal;
  useEffect(() => element.current?.focus(), [problem, file]);
  const count = Math.max(1, errors.length);
  const requestId = problem?.request_id;
  return (
    <div ref={element} className={styles.summary} role="alert" tabIndex={-1}>
      <CircleAlert size={16} strokeWidth={1.5} aria-hidden />
      <div className={styles.text}>
        <div className={styles.title}>{t('summary.title', { count, number: format.number(count) })}</div>
        {file && (
          <div>{t('summary.fileFailed', { name: file.fileName, why: words.failure(file.problem) })}</div>
        )}
        {problem && errors.length === 0 && <div>{problem.detail}</div>}
        <ul>
          {errors.map((error, index) => (
            <li key={index}>
              <a
                href={`#${controlId(error.path)}`}
                onClick={(event) => {
                  event.preventDefault();
                  focusControl(error.path);
                }}
              >
                {error.path}
              </a>
              : {say(error)}
            </li>
          ))}
        </ul>
      </div>
      {requestId !== undefined && (
        <span className={styles.request}>
          {requestId}
          <CopyButton text={requestId} label={t('summary.requestId')} />
        </span>
      )}
    </div>
  );
}
