import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import styles from './field-value.module.css';
import type { FileValue } from './file-value.ts';

const pieceLength = 20;

/** Files by name and size, each a download. */
export function FileList({ files }: { files: readonly FileValue[] }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [length, setLength] = useState(pieceLength);
  const left = Math.max(0, files.length - length);
  return (
    <div>
      <ul>
        {files.slice(0, length).map((file) => (
          <li key={file.id} className={styles.fileLine}>
            <a href={file.url} download className="cut" title={file.name}>
              <bdi>{file.name}</bdi>
            </a>
            <span className="quiet">{format.bytes(file.size)}</span>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <button type="button" className={styles.more} onClick={() => setLength(length + 10 * pieceLength)}>
          {t('value.moreFiles', { count: left, left: format.number(left) })}
        </button>
      )}
    </div>
  );
}
