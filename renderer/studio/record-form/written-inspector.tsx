import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { CodeBlock } from '../../components/code-block/code-block.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { StoreMark } from '../../components/store-marks/store-marks.tsx';
import { useFormat } from '../format/use-format.ts';
import { Inspector } from '../shell/inspector.tsx';
import { MoreAtOnce } from './more-at-once.tsx';
import { estimateWrite } from './estimate-write.ts';
import type { FormValues } from './form-values.ts';
import styles from './written-inspector.module.css';

export interface WrittenInspectorProps {
  at: CollectionPath;
  schema: CollectionSchema;
  values: FormValues;
  /** What is sent: the record, or what changes of it. */
  json: Record<string, unknown>;
  isNew: boolean;
  onClose: () => void;
}

/** What saving would put into which store, and the JSON that is sent. */
export function WrittenInspector({ at, schema, values, json, isNew, onClose }: WrittenInspectorProps) {
  const { t } = useTranslation('forms');
  return (
    <Inspector title={t('preview')} onClose={onClose}>
      <Section title={t('stores.tab')}>
        <Stores schema={schema} values={values} names={Object.keys(json)} isNew={isNew} />
        <p className={styles.all}>{t('stores.all')}</p>
      </Section>
      <Section title={t('stores.json')}>
        <CodeBlock
          label={t('stores.json')}
          code={JSON.stringify(json, shorten, 2)}
          language="json"
          isWrapped
        />
      </Section>
      {isNew && <MoreAtOnce at={at} />}
    </Inspector>
  );
}

const longest = 300;

function shorten(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value;
}

interface StoresProps {
  schema: CollectionSchema;
  values: FormValues;
  names: readonly string[];
  isNew: boolean;
}

function Stores({ schema, values, names, isNew }: StoresProps) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const { chunks, texts, objects, bytes } = estimateWrite(schema, values, names);
  const found = [
    ...chunks.map(({ field, count }) => t('stores.chunks', { count, number: format.number(count), field })),
    ...texts.map((field) => t('stores.fileChunks', { field })),
  ];
  const columns = { count: names.length, number: format.number(names.length) };
  const row = isNew ? t('stores.postgres', columns) : t('stores.changed', columns);
  return (
    <KeyValues>
      <KeyValue mark={<StoreMark store="postgres" />} label="Postgres">
        {names.length === 0 ? t('stores.unchanged') : row}
      </KeyValue>
      <KeyValue mark={<StoreMark store="qdrant" />} label="Qdrant">
        {found.length === 0 ? t('stores.noChunks') : format.list(found)}
      </KeyValue>
      <KeyValue mark={<StoreMark store="minio" />} label="MinIO">
        {objects === 0
          ? t('stores.noObjects')
          : t('stores.objects', {
              count: objects,
              number: format.number(objects),
              size: format.bytes(bytes),
            })}
      </KeyValue>
    </KeyValues>
  );
}
