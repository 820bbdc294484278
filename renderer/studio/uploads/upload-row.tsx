import { RotateCcw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { useFormat } from '../format/use-format.ts';
import { endingOf } from './media-type.ts';
import styles from './upload-row.module.css';
import { retryUpload, useUploads } from './uploads.ts';
import { useUploadWords } from './use-upload-words.ts';

export interface FileRowProps {
  name: string;
  size: number;
  /** At the right: how far it is, or what is known of it. */
  state: ReactNode;
  /** A picture of it, where it is one. */
  picture?: string | undefined;
  /** Under the line: a bar, or what went wrong. */
  children?: ReactNode;
  isFailed?: boolean;
  /** Beside the cross. */
  action?: ReactNode;
  removeLabel: string;
  onRemove: () => void;
}

/** A file in a form: what it is, how far it is, and a cross to take it out. */
export function FileRow({ name, size, state, picture, isFailed = false, action, ...rest }: FileRowProps) {
  const format = useFormat();
  return (
    <div className={styles.row} data-failed={isFailed || undefined}>
      <span className={styles.thumb} aria-hidden>
        {picture === undefined ? endingOf(name).slice(0, 4) : <img src={picture} alt="" />}
      </span>
      <div className={styles.what}>
        <div className={styles.line}>
          <bdi className="cut" title={name}>
            {name}
          </bdi>
          <span className={styles.size}>{format.bytes(size)}</span>
          <span className={styles.state}>{state}</span>
          {action}
          <IconButton icon={X} size="sm" label={rest.removeLabel} onPress={rest.onRemove} />
        </div>
        {rest.children}
      </div>
    </div>
  );
}

/** A file on its way, by its upload. */
export function UploadRow({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useTranslation('uploads');
  const words = useUploadWords();
  const upload = useUploads(({ uploads }) => uploads.get(id));
  if (!upload) return null;
  const { name, size, sent, problem } = upload;
  const retry = <IconButton icon={RotateCcw} size="sm" label={t('retry')} onPress={() => retryUpload(id)} />;
  return (
    <FileRow
      name={name}
      size={size}
      state={problem ? null : <span title={words.speed(upload)}>{words.state(upload)}</span>}
      isFailed={problem !== null}
      action={problem && retry}
      removeLabel={problem ? t('remove', { name }) : t('cancel', { name })}
      onRemove={onRemove}
    >
      {problem ? (
        <div className={styles.error} role="alert">
          {words.failure(problem)}
        </div>
      ) : (
        <div className={styles.bar}>
          <ProgressBar label={t('of', { name })} value={size === 0 ? null : sent / size} />
        </div>
      )}
    </FileRow>
  );
}
