import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../../api/queries.ts';
import type { CollectionSchema, Row } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { KeyValues } from '../../../components/key-values/key-values.tsx';
import { Section } from '../../../components/section/section.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { Rights } from '../rights.ts';
import { ChunkList } from './chunk-list.tsx';
import { chunksQuery } from './record-queries.ts';
import { RecordField } from './record-field.tsx';
import { RecordFiles } from './record-files.tsx';
import type { RecordView } from './record-view.ts';

interface RecordOverviewProps {
  at: CollectionPath;
  schema: CollectionSchema;
  record: Row;
  rights: Rights;
  onViewChange: (view: RecordView) => void;
}

const fewChunks = 5;

/** Its fields by type, its files, and the first of its chunks. */
export function RecordOverview({ at, schema, record, rights, onViewChange }: RecordOverviewProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const { data: chunks } = useQuery(chunksQuery(at, record.id));
  return (
    <>
      <Section title={t('inspector.fields')}>
        <KeyValues>
          {schema.fields
            .filter(({ type }) => type !== 'file')
            .map((field) => (
              <RecordField
                key={field.name}
                at={at}
                schema={schema}
                field={field}
                record={record}
                mayWrite={rights.mayWrite}
              />
            ))}
        </KeyValues>
      </Section>
      <RecordFiles schema={schema} record={record} />
      {chunks !== undefined && chunks.length > 0 && (
        <Section
          title={t('inspector.chunks')}
          count={format.number(chunks.length)}
          end={
            chunks.length > fewChunks && (
              <Button size="sm" variant="ghost" onPress={() => onViewChange('chunks')}>
                {t('inspector.allChunks')}
              </Button>
            )
          }
        >
          <ChunkList record={record} chunks={chunks.slice(0, fewChunks)} isShort />
        </Section>
      )}
    </>
  );
}
