import { useState } from 'react';
import type { PreviewFile } from './file-kind.ts';
import { fileUrl } from './file-kind.ts';
import styles from './file-preview.module.css';
import { FileProblem } from './file-problem.tsx';
import { problemOfFile, UnreadableFile } from './read-file.ts';

/** A picture, on paper, as large as there is room. */
export function ImagePreview({ file }: { file: PreviewFile }) {
  const [error, setError] = useState<unknown>(null);
  if (error !== null) return <FileProblem file={file} error={error} onRetry={() => setError(null)} />;
  // The browser says only that it could not show it.
  const fail = async (): Promise<void> =>
    setError((await problemOfFile(file)) ?? new UnreadableFile('broken'));
  return (
    <div className={styles.picture}>
      <img src={fileUrl(file)} alt={file.name} decoding="async" onError={() => void fail()} />
    </div>
  );
}
