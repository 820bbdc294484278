import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import styles from './field-value.module.css';
import { cutText } from './short-text.ts';

const cellLength = 300;
const titleLength = 1_000;
const firstLength = 1_200;
const pieceLength = 40_000;

/** A text in its own direction. Of a long one the page holds no more than is looked at. */
export function TextValue({
  text,
  variant,
  isId = false,
  first = firstLength,
}: {
  text: string;
  variant: 'cell' | 'full';
  isId?: boolean;
  /** How much of it is there at first, when it is a `full` one. */
  first?: number;
}) {
  if (variant === 'full') return <WholeText text={text} isMono={isId} first={first} />;
  return drawLine(text, isId);
}

/** One line of it, cut, the whole on hover. */
export function drawLine(text: string, isMono: boolean): ReactNode {
  const whole = cutText(text, titleLength);
  return (
    <span
      dir="auto"
      className={isMono ? `${styles.line} mono` : styles.line}
      title={text.length > 12 ? whole.text + (whole.isCut ? '…' : '') : undefined}
    >
      {cutText(text, cellLength).text}
    </span>
  );
}

function WholeText({ text, isMono, first }: { text: string; isMono: boolean; first: number }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [length, setLength] = useState(first);
  const shown = cutText(text, length);
  return (
    <div>
      <div dir="auto" className={isMono ? `${styles.whole} mono` : styles.whole}>
        {shown.text}
        {shown.isCut && '…'}
      </div>
      {shown.isCut && (
        <button type="button" className={styles.more} onClick={() => setLength(length + pieceLength)}>
          {t('value.more', {
            count: text.length - shown.text.length,
            left: format.number(text.length - shown.text.length),
          })}
        </button>
      )}
    </div>
  );
}
