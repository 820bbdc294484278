import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import styles from './field-value.module.css';
import { cutText } from './short-text.ts';

const cellLength = 300;
const titleLength = 1_000;
const pieceLength = 4_000;

/** A text in its own direction. Of a long one the page holds no more than is looked at. */
export function TextValue({
  text,
  variant,
  isId = false,
}: {
  text: string;
  variant: 'cell' | 'full';
  isId?: boolean;
}) {
  if (variant === 'full') return <WholeText text={text} isMono={isId} />;
  const shown = cutText(text, cellLength);
  const whole = cutText(text, titleLength);
  return (
    <span
      dir="auto"
      className={isId ? `${styles.line} mono` : styles.line}
      title={text.length > 12 ? whole.text + (whole.isCut ? '…' : '') : undefined}
    >
      {shown.text}
    </span>
  );
}

function WholeText({ text, isMono }: { text: string; isMono: boolean }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [length, setLength] = useState(pieceLength);
  const shown = cutText(text, length);
  return (
    <div>
      <div dir="auto" className={isMono ? `${styles.whole} mono` : styles.whole}>
        {shown.text}
        {shown.isCut && '…'}
      </div>
      {shown.isCut && (
        <button type="button" className={styles.more} onClick={() => setLength(length + 10 * pieceLength)}>
          {t('value.more', {
            count: text.length - shown.text.length,
            left: format.number(text.length - shown.text.length),
          })}
        </button>
      )}
    </div>
  );
}
