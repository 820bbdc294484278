import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { RadioGroup } from '../../components/radio-group/radio-group.tsx';
import { useFormat } from '../format/use-format.ts';
import { startDocuments } from './document-batches.ts';
import { documentTarget, fileFieldsOf } from './document-target.ts';
import { DocumentsList } from './documents-list.tsx';
import { settleFiles } from './pending-files.ts';
import { PlanSection } from './plan-section.tsx';
import footer from './run-footer.module.css';
import styles from './table-plan.module.css';
import { useOpenFiles } from './use-open-files.ts';

export interface DocumentsIntoProps {
  at: CollectionPath;
  schema: CollectionSchema;
  files: readonly File[];
}

/** Documents that go into a collection that is there, a record each. */
export function DocumentsInto({ at, schema, files }: DocumentsIntoProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const fields = fileFieldsOf(schema.fields);
  const [chosen, setChosen] = useState(fields[0]?.name ?? '');
  const field = fields.find(({ name }) => name === chosen);
  const count = { count: files.length, number: format.number(files.length) };
  if (!field) {
    return (
      <div className={styles.plan}>
        <DocumentsList files={files} />
        <EmptyState
          title={t('documents.title', count)}
          text={t('page.noFileField', { collection: at.collection })}
          actions={<MakeCollection files={files} />}
          isPanel
        />
      </div>
    );
  }
  const target = documentTarget(schema.fields, field);
  const isReady = target.missing.length === 0;
  const start = (): void => {
    startDocuments({ at, schema, target, files });
    settleFiles(files);
  };
  return (
    <>
      <div className={styles.plan}>
        <DocumentsList files={files} />
        <PlanSection title={t('documents.chooseField')}>
          <RadioGroup
            label={t('documents.chooseField')}
            isLabelHidden
            items={fields.map(({ name, description }) => ({ id: name, label: name, description }))}
            value={chosen}
            onChange={setChosen}
          />
          <p className="muted">
            {t('documents.each')}{' '}
            {target.titles.length > 0 && t('documents.titles', { fields: format.list(target.titles) })}
          </p>
        </PlanSection>
      </div>
      <footer className={footer.footer} data-actions>
        <div className={footer.line}>
          <span className={footer.says}>
            {isReady ? t('documents.stay') : t('documents.needs', { fields: format.list(target.missing) })}
          </span>
          {!isReady && <MakeCollection files={files} />}
          <Button variant="primary" size="lg" isDisabled={!isReady} onPress={start}>
            {t('documents.add', count)}
          </Button>
        </div>
      </footer>
    </>
  );
}

function MakeCollection({ files }: { files: readonly File[] }) {
  const { t } = useTranslation('imports');
  const can = useCan();
  const open = useOpenFiles();
  if (!can('schema')) return null;
  return (
    <Button size="lg" onPress={() => open(files)}>
      {t('page.makeCollection')}
    </Button>
  );
}
