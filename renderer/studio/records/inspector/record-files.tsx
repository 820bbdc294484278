import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema, Row } from '../../../api/types.ts';
import { Section } from '../../../components/section/section.tsx';
import { TypeMark } from '../../../components/type-mark/type-mark.tsx';
import { filesOf } from '../../fields/file-value.ts';
import type { FileValue } from '../../fields/file-value.ts';
import { FileThumb } from '../../files/file-thumb.tsx';
import { useFormat } from '../../format/use-format.ts';
import { FileFacts } from './file-facts.tsx';
import styles from './inspector.module.css';

// It brings what reads PDFs, which few records need.
const FilePreview = lazy(async () => {
  const { FilePreview: component } = await import('../../files/file-preview.tsx');
  return { default: component };
});

/** What fits one line. */
const fewThumbs = 5;
const pieceLength = 50;

/** The record's files by field: a picture of each; one that is pressed is shown below. */
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
  const [chosen, setChosen] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  const file = files[chosen] ?? files[0];
  return (
    <>
      <h4 className={styles.fieldName}>
        <TypeMark type="file" />
        {name}
        {files.length === 0 && <span className="quiet">{t('value.noFiles')}</span>}
      </h4>
      <Thumbs
        files={files}
        open={isOpen ? chosen : null}
        onPress={(index) => {
          setIsOpen(index !== chosen || !isOpen);
          setChosen(index);
        }}
      />
      {file && <FileFacts file={file} isNamed={!isOpen} />}
      {file && isOpen && (
        <div className={styles.preview}>
          <Suspense>
            <FilePreview key={file.id} file={file} />
          </Suspense>
        </div>
      )}
    </>
  );
}

interface ThumbsProps {
  files: readonly FileValue[];
  /** The one that is shown below. */
  open: number | null;
  onPress: (index: number) => void;
}

function Thumbs({ files, open, onPress }: ThumbsProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [length, setLength] = useState(files.length > fewThumbs ? fewThumbs - 1 : fewThumbs);
  const left = files.length - length;
  if (files.length === 0) return null;
  return (
    <div className={styles.thumbs}>
      {files.slice(0, length).map((file, index) => (
        <button
          key={file.id}
          type="button"
          className={styles.thumb}
          aria-expanded={open === index}
          aria-label={t('inspector.showFile', { name: file.name })}
          title={file.name}
          onClick={() => onPress(index)}
        >
          <FileThumb file={file} />
        </button>
      ))}
      {left > 0 && (
        <button
          type="button"
          className={styles.moreThumbs}
          aria-label={t('value.moreFiles', { count: left, left: format.number(left) })}
          onClick={() => setLength(length + pieceLength)}
        >
          +{format.number(left)}
        </button>
      )}
    </div>
  );
}
