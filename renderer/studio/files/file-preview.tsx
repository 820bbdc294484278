import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { useFormat } from '../format/use-format.ts';
import { fileKind, fileUrl } from './file-kind.ts';
import type { PreviewFile } from './file-kind.ts';
import styles from './file-preview.module.css';
import { ImagePreview } from './image-preview.tsx';
import type { PageBox } from './pdf/page-box.ts';
import { PdfPreview } from './pdf/pdf-preview.tsx';
import { TablePreview } from './table-preview.tsx';
import { TextPreview } from './text-preview.tsx';

export interface FilePreviewProps {
  file: PreviewFile;
  /** Of a PDF: the page that is shown first. */
  page?: number | null;
  /** Of a PDF: what is marked, on any of its pages, as a search's highlight or a chunk names it. */
  boxes?: readonly PageBox[];
}

const noBoxes: readonly PageBox[] = [];

/**
 * A file as one can look at it: pages of a PDF with a passage marked, a picture, the beginning of a text or table; of all
 * others what they are. Name, size and download stand above.
 */
export function FilePreview({ file, page, boxes = noBoxes }: FilePreviewProps) {
  const { t } = useTranslation('files');
  const format = useFormat();
  return (
    <div className={styles.preview}>
      <div className={styles.head}>
        <b className="cut" title={file.name}>
          {file.name}
        </b>
        <span className={styles.size}>{format.bytes(file.size)}</span>
        <Button size="sm" variant="ghost" icon={Download} href={fileUrl(file)} download={file.name}>
          {t('download')}
        </Button>
      </div>
      <Content
        key={`${file.id} ${page} ${JSON.stringify(boxes)}`}
        file={file}
        page={page ?? null}
        boxes={boxes}
      />
    </div>
  );
}

/** Whoever shows another file or passage sees its beginning, not how the one before was zoomed. */
function Content({
  file,
  page,
  boxes,
}: {
  file: PreviewFile;
  page: number | null;
  boxes: readonly PageBox[];
}) {
  const { t } = useTranslation('files');
  switch (fileKind(file)) {
    case 'pdf':
      return <PdfPreview file={file} page={page ?? boxes[0]?.page ?? 1} boxes={boxes} />;
    case 'image':
      return <ImagePreview file={file} />;
    case 'table':
      return <TablePreview file={file} />;
    case 'text':
      return <TextPreview file={file} />;
    case 'other':
      return (
        <p className={styles.note}>
          {t('noPreview')} <span className="mono">{file.content_type}</span>
        </p>
      );
  }
}
