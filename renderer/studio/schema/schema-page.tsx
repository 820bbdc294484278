import { useParams } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { useApiSnippet } from '../api-panel/use-api-snippet.ts';
import { CollectionFrame } from '../collection/collection-frame.tsx';
import { useCollectionSchema } from '../collection/use-collection-schema.ts';
import { CodePanel } from './code-panel.tsx';
import { FieldFacts } from './field-facts.tsx';
import { FieldList } from './field-list.tsx';
import { fieldRows } from './field-rows.ts';
import { FieldsToolbar } from './fields-toolbar.tsx';
import { rowLines } from './row-lines.ts';
import { readDocument, writeJson, writeYaml } from './schema-document.ts';
import type { SchemaFormat } from './schema-document.ts';
import { SchemaPanels } from './schema-panels.tsx';

/** The schema of a collection, to read and to use again. */
export function SchemaPage() {
  const { t } = useTranslation(['schema', 'collections']);
  const at = useParams({ from: '/collections/$database/$collection/schema' });
  const schema = useCollectionSchema(at);
  const mayCreate = useCan()('schema', at.database);
  useApiSnippet({
    title: t('collections:tabs.schema'),
    method: 'GET',
    path: `/databases/${at.database}/collections/${at.collection}`,
  });
  return (
    <CollectionFrame
      at={at}
      tab="schema"
      status={<span className="cut">{t('existing.readOnly')}</span>}
      actions={
        mayCreate && (
          <Button href={`/collections/new?like=${at.database}/${at.collection}`}>
            {t('existing.copyTo')}
          </Button>
        )
      }
    >
      {schema && <SchemaView key={`${at.database}/${at.collection}`} schema={schema} />}
    </CollectionFrame>
  );
}

function SchemaView({ schema }: { schema: CollectionSchema }) {
  const [format, setFormat] = useState<SchemaFormat>('yaml');
  const rows = useMemo(() => fieldRows(schema), [schema]);
  const [selectedId, setSelected] = useState<string | null>(null);
  const selected = rows.find(({ id }) => id === selectedId) ?? rows[0];
  const text = useMemo(() => (format === 'yaml' ? writeYaml(schema) : writeJson(schema)), [schema, format]);
  const lines = useMemo(() => rowLines(text, readDocument(text), rows), [text, rows]);
  const revealLine = selectedId === null ? undefined : lines.get(selectedId);
  return (
    <SchemaPanels
      list={
        <>
          <FieldsToolbar count={rows.length} />
          <FieldList rows={rows} selected={selected?.id ?? null} onSelect={setSelected} />
        </>
      }
      details={selected && <FieldFacts row={selected} />}
      code={
        <CodePanel
          format={format}
          text={text}
          onFormat={setFormat}
          isReadOnly
          {...(revealLine === undefined ? {} : { revealLine })}
        />
      }
    />
  );
}
