import { File, FileSpreadsheet, FileText, Image } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { fileKind, fileUrl } from './file-kind.ts';
import type { FileKind, PreviewFile } from './file-kind.ts';
import styles from './file-thumb.module.css';
import { thumbOf } from './pdf/pdf-thumbs.ts';

export interface FileThumbProps {
  file: PreviewFile;
  /** Pixels across and down. */
  size?: number;
}

const icons: Record<FileKind, LucideIcon> = {
  pdf: FileText,
  text: FileText,
  table: FileSpreadsheet,
  image: Image,
  other: File,
};

/** A larger picture is not fetched to be shown this small. */
const largestPicture = 4_000_000;

/** A file in a list: its first page, its picture, or what kind of file it is. Made when it comes into view. */
export function FileThumb({ file, size = 58 }: FileThumbProps) {
  const kind = fileKind(file);
  const [url, setUrl] = useState<string | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const { id, size: bytes } = file;
  useEffect(() => {
    const watched = box.current;
    if (!watched || (kind !== 'pdf' && kind !== 'image')) return;
    let isWanted = true;
    const show = async (): Promise<void> => {
      if (kind === 'image' && bytes > largestPicture) return;
      const made = kind === 'image' ? fileUrl({ id }) : await thumbOf({ id, size: bytes }, size);
      if (isWanted) setUrl(made);
    };
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      observer.disconnect();
      // Whoever opens the file reads why; in a list its mark stays what it is.
      show().catch(() => isWanted && setIsBroken(true));
    });
    observer.observe(watched);
    return () => {
      isWanted = false;
      observer.disconnect();
    };
  }, [kind, id, bytes, size]);
  const Icon = icons[kind];
  return (
    <span ref={box} className={styles.thumb} style={{ width: size, height: size }} aria-hidden>
      {url !== null && !isBroken ? (
        <img src={url} alt="" onError={() => setIsBroken(true)} />
      ) : (
        <Icon size={16} strokeWidth={1.5} />
      )}
    </span>
  );
}
