import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema, Row } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { Section } from '../../../components/section/section.tsx';
import { Tag } from '../../../components/tag/tag.tsx';
import { TypeMark } from '../../../components/type-mark/type-mark.tsx';
import { filesOf } from '../../fields/file-value.ts';
import type { FileValue } from '../../fields/file-value.ts';
import { useFormat } from '../../format/use-format.ts';
import styles from './inspector.module.css';

const pieceLength = 10;

/** The record's files by field: each with its size, what came of its text, and a download. */
export function RecordFiles({ schema, record }: { schema: CollectionSchema; record: Row }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const fields = schema.fields
    .filter(({ type }) => type === 'file')
    .map(({ name }) => ({ name, files: filesOf(record[name]) }));
  const count = fields.reduce((all, { files }) => all + files.length, 0);
  if (fields.length === 0) return null;
  return (
    <Section title={t('inspector.files')} count={format.number(count)}>
      {fields.map(({ name, files }) => (
        <FieldFiles key={name} name={name} files={files} />
      ))}
    </Section>
  );
}

function FieldFiles({ name, files }: { name: string; files: readonly FileValue[] }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [length, setLength] = useState(pieceLength);
  const left = files.length - length;
  return (
    <>
      <h4 className={styles.fieldName}>
        <TypeMark type="file" />
        {name}
        {files.length === 0 && <span className="quiet">{t('value.noFiles')}</span>}
      </h4>
      <ul>
        {files.slice(0, length).map((file) => (
          <File key={file.id} file={file} />
        ))}
      </ul>
      {left > 0 && (
        <Button size="sm" onPress={() => setLength(length + 10 * pieceLength)}>
          {t('value.moreFiles', { count: left, left: format.number(left) })}
        </Button>
      )}
    </>
  );
}

function File({ file }: { file: FileValue }) {
  const format = useFormat();
  return (
    <li>
      <div className={styles.fileLine}>
        <a href={file.url} download={file.name} className="cut" title={file.name}>
          <bdi>{file.name}</bdi>
        </a>
        <span className="quiet">{format.bytes(file.size)}</span>
        <span className={styles.fileEnd}>
          <Extraction file={file} />
        </span>
      </div>
      {file.extraction.reason !== undefined && <p className={styles.reason}>{file.extraction.reason}</p>}
    </li>
  );
}

/** What came of the file's text, and whether its bytes are still there. */
function Extraction({ file: { extraction, lost } }: { file: FileValue }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  if (lost) return <Tag tone="danger">{t(`file.${lost.reason}`)}</Tag>;
  switch (extraction.status) {
    case 'done':
      return (
        <span className="quiet">
          {extraction.pages > 0 &&
            `${t('file.pages', { count: extraction.pages, pages: format.number(extraction.pages) })}, `}
          {t('file.chunks', { count: extraction.chunks, chunks: format.number(extraction.chunks) })}
        </span>
      );
    case 'empty':
      return <Tag tone="warn">{t('file.empty')}</Tag>;
    case 'failed':
      return <Tag tone="danger">{t('file.failed')}</Tag>;
    case 'none':
      return <span className="quiet">{t('file.none')}</span>;
  }
}
