import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { Note } from '../../components/note/note.tsx';
import { ErrorSummary } from '../problems/error-summary.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { useUploadWords } from '../uploads/use-upload-words.ts';
import { focusControl } from './control-props.ts';
import styles from './record-form.module.css';
import { useSayError } from './use-error-at.tsx';
import type { FormRefusal } from './use-record-form.ts';

/** Why nothing was written: what is wrong with the fields, or what kept the record from being taken at all. */
export function RefusalSummary({ refusal }: { refusal: FormRefusal }) {
  const { t } = useTranslation('forms');
  const say = useSayError();
  const words = useUploadWords();
  const element = useRef<HTMLDivElement>(null);
  const { problem, errors, file, attempt } = refusal;
  useEffect(() => element.current?.focus(), [attempt]);
  if (errors.length > 0) {
    return (
      <ErrorSummary
        entries={errors.map((error) => ({ path: error.path, message: say(error) }))}
        onGoTo={focusControl}
        requestId={problem?.request_id}
        attempt={attempt}
      />
    );
  }
  return (
    <div ref={element} tabIndex={-1} className={styles.focused}>
      {file && (
        <Note tone="danger" title={t('summary.title')}>
          {t('summary.fileFailed', { name: file.fileName, why: words.failure(file.problem) })}
        </Note>
      )}
      {problem && <ProblemNote problem={new ApiProblem(problem)} isWrite />}
    </div>
  );
}
