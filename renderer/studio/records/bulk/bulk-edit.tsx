import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../../api/problem.ts';
import type { CollectionPath } from '../../../api/queries.ts';
import { keys, queryClient } from '../../../api/queries.ts';
import type { CollectionSchema } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { Dialog } from '../../../components/dialog/dialog.tsx';
import { ProgressBar } from '../../../components/progress-bar/progress-bar.tsx';
import { Select } from '../../../components/select/select.tsx';
import { TypeMark } from '../../../components/type-mark/type-mark.tsx';
import { FieldEditor } from '../../fields/field-editor.tsx';
import { isScalar } from '../../fields/field-types.ts';
import { parseTyped } from '../../fields/value-text.ts';
import { useFormat } from '../../format/use-format.ts';
import { usePreferences } from '../../preferences.ts';
import { useFieldProblem } from '../../problems/use-field-problems.ts';
import { useProblemText } from '../../problems/use-problem-text.ts';
import { patchRecord, readRecord } from '../edit/save-field.ts';
import styles from './bulk.module.css';
import type { BulkFailure, BulkProgress } from './run-bulk.ts';
import { runBulk } from './run-bulk.ts';

interface BulkEditProps {
  at: CollectionPath;
  schema: CollectionSchema;
  ids: readonly string[];
  /** It is over: these were not changed. */
  onLeft: (ids: string[]) => void;
  onClose: () => void;
}

/** Sets one field of many records to one value; each as it is when its turn comes, and nobody's other work is lost. */
export function BulkEdit({ at, schema, ids, onLeft, onClose }: BulkEditProps) {
  const { t } = useTranslation('records');
  const { t: common } = useTranslation();
  const format = useFormat();
  const bulk = useBulk(at, ids);
  const form = useBulkForm(schema);
  const count = { count: ids.length, records: format.number(ids.length) };
  const end = (): void => {
    if (bulk.progress) onLeft(bulk.leftOver);
    onClose();
  };
  return (
    <Dialog
      title={t('bulk.title', count)}
      onClose={end}
      isBusy={bulk.isRunning}
      footer={
        bulk.progress ? (
          <Button
            onPress={bulk.isRunning ? bulk.cancel : end}
            variant={bulk.isRunning ? 'default' : 'primary'}
          >
            {bulk.isRunning ? common('action.cancel') : common('action.close')}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{common('action.cancel')}</Button>
            <Button
              variant="primary"
              onPress={() => {
                const values = form.read();
                if (values) void bulk.run(values);
              }}
            >
              {t('bulk.change', count)}
            </Button>
          </>
        )
      }
    >
      {bulk.progress ? (
        <Progress progress={bulk.progress} isRunning={bulk.isRunning} />
      ) : (
        <Form form={form} />
      )}
    </Dialog>
  );
}

function useBulkForm(schema: CollectionSchema) {
  const messageOf = useFieldProblem();
  const language = usePreferences((preferences) => preferences.language);
  const fields = schema.fields.filter((field) => isScalar(field) && !field.unique);
  const [name, setName] = useState(fields[0]?.name ?? null);
  const [text, setText] = useState('');
  const [error, setError] = useState<string>();
  const field = fields.find((one) => one.name === name);
  return {
    fields,
    field,
    text,
    error,
    choose: (next: string) => {
      setName(next);
      setText('');
      setError(undefined);
    },
    type: (next: string) => {
      setText(next);
      setError(undefined);
    },
    /** The change, or nothing, and why. */
    read: (): Record<string, unknown> | null => {
      if (!field) return null;
      const typed = parseTyped(field, text, language);
      if (typed.problem) setError(messageOf(typed.problem));
      return typed.problem ? null : { [field.name]: typed.value };
    },
  };
}

function Form({ form }: { form: ReturnType<typeof useBulkForm> }) {
  const { t } = useTranslation('records');
  const { fields, field, text, error, choose, type } = form;
  if (!field) return <p>{t('bulk.noField')}</p>;
  return (
    <>
      <Select
        label={t('filter.field')}
        items={fields.map((one) => ({ id: one.name, label: one.name, mark: <TypeMark type={one.type} /> }))}
        value={field.name}
        onChange={choose}
      />
      <FieldEditor field={field} label={t('bulk.value')} text={text} error={error} onChange={type} />
      <p>{t('bulk.note')}</p>
    </>
  );
}

function useBulk(at: CollectionPath, ids: readonly string[]) {
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const [isRunning, setIsRunning] = useState(false);
  const abort = useRef<AbortController>(null);
  const changed = useRef(new Set<string>());
  const run = async (values: Record<string, unknown>): Promise<void> => {
    const { signal } = (abort.current = new AbortController());
    setIsRunning(true);
    setProgress({ done: 0, total: ids.length, failures: [] });
    const change = async (id: string): Promise<void> => {
      await patchRecord(at, await readRecord(at, id), values);
      changed.current.add(id);
    };
    setProgress(await runBulk(ids, change, { signal, onProgress: setProgress }));
    setIsRunning(false);
    void queryClient.invalidateQueries({ queryKey: keys.contents(at) });
  };
  return {
    progress,
    isRunning,
    run,
    cancel: () => abort.current?.abort(),
    get leftOver() {
      return ids.filter((id) => !changed.current.has(id));
    },
  };
}

const shownFailures = 50;

function Progress({
  progress: { done, total, failures },
  isRunning,
}: {
  progress: BulkProgress;
  isRunning: boolean;
}) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const changed = done - failures.length;
  const words = { count: changed, changed: format.number(changed), total: format.number(total) };
  return (
    <>
      <ProgressBar label={t('bulk.progress', words)} value={total === 0 ? 1 : done / total} />
      <p role="status">
        {isRunning ? t('bulk.progress', words) : t(done < total ? 'bulk.cancelled' : 'bulk.done', words)}
      </p>
      {failures.length > 0 && (
        <>
          <b>{t('bulk.failed', { count: failures.length, failed: format.number(failures.length) })}</b>
          <ul className={styles.failures}>
            {failures.slice(0, shownFailures).map((failure) => (
              <Failure key={failure.id} failure={failure} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Failure({ failure: { id, problem } }: { failure: BulkFailure }) {
  const { t } = useTranslation('records');
  const messageOf = useFieldProblem();
  const textOf = useProblemText();
  const text = problem.errors?.map(messageOf).join(' ') ?? textOf(new ApiProblem(problem)).text;
  return (
    <li>
      <span className="mono" title={id}>
        …{id.slice(-8)}
      </span>
      <span>{problem.status === 412 ? t('bulk.conflict') : text}</span>
    </li>
  );
}
