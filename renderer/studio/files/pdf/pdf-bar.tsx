import { ChevronLeft, ChevronRight, MoveHorizontal, ScanText, ZoomIn, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../../components/icon-button/icon-button.tsx';
import styles from './pdf-bar.module.css';
import { canZoom, zoomBy } from './zoom.ts';
import type { Zoom } from './zoom.ts';

export interface PdfBarProps {
  page: number;
  /** null: not known yet. */
  pages: number | null;
  /** Pages with a part of the passage, in order. */
  passagePages: readonly number[];
  scale: number | null;
  zoom: Zoom;
  onTurn: (page: number) => void;
  onZoom: (zoom: Zoom) => void;
}

/** Under a page: which it is, and how large. */
export function PdfBar({ page, pages, passagePages, scale, zoom, onTurn, onZoom }: PdfBarProps) {
  const { t } = useTranslation('files');
  const [firstOfPassage] = passagePages;
  const showPassage = (): void => {
    if (firstOfPassage !== undefined && !passagePages.includes(page)) onTurn(firstOfPassage);
    onZoom('passage');
  };
  return (
    <div className={styles.bar}>
      <IconButton
        icon={ChevronLeft}
        size="sm"
        label={t('page.previous')}
        shortcut="left"
        isDisabled={page <= 1}
        onPress={() => onTurn(page - 1)}
      />
      <PageNumber page={page} pages={pages} onTurn={onTurn} />
      <IconButton
        icon={ChevronRight}
        size="sm"
        label={t('page.next')}
        shortcut="right"
        isDisabled={pages === null || page >= pages}
        onPress={() => onTurn(page + 1)}
      />
      <span className={styles.grow} />
      {firstOfPassage !== undefined && (
        <IconButton
          icon={ScanText}
          size="sm"
          label={t('zoom.passage')}
          isOn={zoom === 'passage' && passagePages.includes(page)}
          onPress={showPassage}
        />
      )}
      <IconButton
        icon={MoveHorizontal}
        size="sm"
        label={t('zoom.width')}
        shortcut="0"
        isOn={zoom === 'width'}
        onPress={() => onZoom('width')}
      />
      <IconButton
        icon={ZoomOut}
        size="sm"
        label={t('zoom.out')}
        shortcut="-"
        isDisabled={scale === null || !canZoom(scale, -1)}
        onPress={() => scale !== null && onZoom(zoomBy(scale, -1))}
      />
      <IconButton
        icon={ZoomIn}
        size="sm"
        label={t('zoom.in')}
        shortcut="+"
        isDisabled={scale === null || !canZoom(scale, 1)}
        onPress={() => scale !== null && onZoom(zoomBy(scale, 1))}
      />
    </div>
  );
}

/** `page 3 of 6`, the 3 a field: a long document is not leafed through. */
function PageNumber({ page, pages, onTurn }: Pick<PdfBarProps, 'page' | 'pages' | 'onTurn'>) {
  const { t } = useTranslation('files');
  const [typed, setTyped] = useState<string | null>(null);
  const go = (): void => {
    const wanted = Number(typed);
    if (typed !== null && Number.isInteger(wanted) && wanted >= 1) onTurn(wanted);
    setTyped(null);
  };
  return (
    <span className={styles.number}>
      {t('page.word')}
      <input
        aria-label={t('page.go')}
        inputMode="numeric"
        size={Math.max(2, String(pages ?? 1).length)}
        value={typed ?? String(page)}
        onChange={({ target }) => setTyped(target.value.replaceAll(/\D/g, ''))}
        onFocus={({ target }) => target.select()}
        onBlur={go}
        onKeyDown={(event) => {
          if (event.key === 'Enter') go();
          if (event.key !== 'Escape' || typed === null) return;
          event.stopPropagation();
          setTyped(null);
        }}
      />
      {pages !== null && t('page.of', { pages })}
    </span>
  );
}
