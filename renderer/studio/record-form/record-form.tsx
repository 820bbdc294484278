import { Link } from '@tanstack/react-router';
import { ArrowLeft, PanelRight } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.ts';
import type { CollectionPath } from '../../api/queries.ts';
import type { CollectionSchema, Row } from '../../api/types.ts';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { recordName } from '../fields/record-name.ts';
import { Page } from '../shell/page.tsx';
import { ConflictNote } from './conflict-note.tsx';
import { DraftNote, DraftStatus } from './draft-note.tsx';
import { FieldControl } from './field-control.tsx';
import { FieldGrid } from './field-grid.tsx';
import { FormFooter } from './form-footer.tsx';
import { formValue } from './form-values.ts';
import { GoneNote } from './gone-note.tsx';
import styles from './record-form.module.css';
import { RefusalSummary } from './refusal-summary.tsx';
import { useErrorAt } from './use-error-at.tsx';
import { useFieldHelp } from './use-field-help.ts';
import { useFormPage } from './use-form-page.ts';
import type { RecordFormState } from './use-record-form.ts';
import { WrittenInspector } from './written-inspector.tsx';

export interface RecordFormProps {
  at: CollectionPath;
  schema: CollectionSchema;
  /** The record that is changed; null: a new one. */
  record: Row | null;
  /** The collection, or the record, is not there any more. */
  gone: 'collection' | 'record' | null;
}

/** A record in a form: its fields, what is wrong with them, and beside it what saving would write. */
export function RecordForm({ at, schema, record, gone }: RecordFormProps) {
  const { t } = useTranslation('forms');
  const [hasInspector, setHasInspector] = useState(true);
  const scroll = useRef<HTMLDivElement>(null);
  const { state, saved, isAnother, setIsAnother } = useFormPage({ at, schema, record, gone, scroll });
  const { form, phase } = state;
  const name = record ? recordName(schema, record) : t('inCollection', { collection: at.collection });
  const show = (
    <IconButton icon={PanelRight} label={t('showPreview')} onPress={() => setHasInspector(true)} />
  );
  const inspector = (
    <WrittenInspector
      at={at}
      schema={schema}
      values={form.values}
      json={form.changes}
      isNew={record === null}
      onClose={() => setHasInspector(false)}
    />
  );
  return (
    <Page
      title={record ? t('editTitle') : t('newTitle')}
      sub={name}
      start={<Back at={at} record={record} />}
      actions={!hasInspector && show}
      inspector={hasInspector && inspector}
      status={<DraftStatus draft={form.draft.state} />}
    >
      <div className={styles.scroll} ref={scroll}>
        <form
          className={styles.form}
          aria-label={t('form')}
          onSubmit={(event) => event.preventDefault()}
          onKeyDownCapture={(event) => {
            // Parts of a date keep their keys to themselves, so that the command would not hear of it.
            if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
            event.preventDefault();
            event.stopPropagation();
            void state.save();
          }}
        >
          <Notes at={at} schema={schema} state={state} gone={gone} />
          <Fields at={at} schema={schema} state={state} />
        </form>
      </div>
      <FormFooter
        at={at}
        values={form.values}
        phase={phase}
        isNew={record === null}
        hasChanges={Object.keys(form.changes).length > 0}
        canSave={gone === null}
        isAnother={isAnother}
        onAnother={setIsAnother}
        onSave={() => void state.save()}
        saved={saved && <SavedLink at={at} schema={schema} record={saved} />}
      />
    </Page>
  );
}

function Back({ at, record }: Pick<RecordFormProps, 'at' | 'record'>) {
  const { t } = useTranslation('forms');
  const place = `/collections/${at.database}/${at.collection}`;
  return (
    <IconButton icon={ArrowLeft} label={t('back')} href={record ? `${place}?record=${record.id}` : place} />
  );
}

function SavedLink({ at, schema, record }: { at: CollectionPath; schema: CollectionSchema; record: Row }) {
  const { t } = useTranslation('forms');
  return (
    <Link to="/collections/$database/$collection" params={at} search={{ record: record.id }}>
      {t('savedOpen', { name: recordName(schema, record) })}
    </Link>
  );
}

interface PartProps {
  at: CollectionPath;
  schema: CollectionSchema;
  state: RecordFormState;
}

/** What must be read before going on: what is gone, what others changed, what was wrong, what was kept. */
function Notes({ at, schema, state, gone }: PartProps & Pick<RecordFormProps, 'gone'>) {
  const { form, refusal, conflict } = state;
  const lost: Problem | null = refusal?.problem?.status === 404 ? refusal.problem : null;
  const missing = gone ?? (lost && form.base ? 'record' : lost ? 'collection' : null);
  return (
    <>
      {missing && (
        <GoneNote what={missing} at={at} json={form.json} onSaveAsNew={() => void state.save(true)} />
      )}
      {refusal && !missing && <RefusalSummary refusal={refusal} />}
      {conflict && (
        <ConflictNote schema={schema} conflict={conflict} yours={form.values} onSettle={state.settle} />
      )}
      <DraftNote start={form.start} onDiscard={state.discard} />
    </>
  );
}

function Fields({ at, schema, state }: PartProps) {
  const { form, refusal, set } = state;
  const help = useFieldHelp(schema.config);
  const errorAt = useErrorAt({ at, schema, errors: refusal?.errors ?? [], json: form.json });
  return (
    <FieldGrid fields={schema.fields}>
      {(field) => (
        <FieldControl
          at={at}
          field={field}
          value={form.values[field.name] ?? formValue(field, field.default)}
          onChange={(value) => set(field.name, value)}
          path={field.name}
          help={help}
          errorAt={errorAt}
        />
      )}
    </FieldGrid>
  );
}
