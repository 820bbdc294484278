import { useMemo } from 'react';
import styles from './field-value.module.css';
import { shortJson } from './short-text.ts';
import { TextValue } from './text-value.tsx';

/** JSON on one line, or laid out. */
export function JsonValue({ value, variant }: { value: unknown; variant: 'cell' | 'full' }) {
  if (variant === 'full') return <LaidOut value={value} />;
  const text = shortJson(value);
  return (
    <span className={`${styles.line} mono`} title={text.length > 12 ? text : undefined}>
      {text}
    </span>
  );
}

function LaidOut({ value }: { value: unknown }) {
  const text = useMemo(() => JSON.stringify(value, null, 2), [value]);
  return (
    <div className={styles.json}>
      <TextValue text={text} variant="full" isId />
    </div>
  );
}
