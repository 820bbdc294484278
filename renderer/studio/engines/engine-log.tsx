import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { SearchField } from '../../components/search-field/search-field.tsx';
import { engineLogQuery } from './engine-log-query.ts';
import styles from './engine-log.module.css';
import { engineNames } from './engine-names.ts';
import type { EngineName } from './engine-names.ts';
import { filterLines, isBad } from './log-lines.ts';
import type { LogLine } from './log-lines.ts';

/** What the engine says, as it says it; it follows its end until one scrolls up. */
export function EngineLog({ name, isFailed }: { name: EngineName; isFailed: boolean }) {
  const { t } = useTranslation('engines');
  const [words, setWords] = useState('');
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const { data } = useQuery(engineLogQuery(name));
  const lines = filterLines(data?.lines ?? [], words);
  useEffect(() => {
    if (isAtEnd.current) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [lines]);
  const label = t('log.name', { engine: engineNames[name] });
  return (
    <>
      <div className={styles.head}>
        <h3>{isFailed ? t('log.last') : t('log.title')}</h3>
        <span className={styles.filter}>
          <SearchField
            label={t('log.filter', { engine: engineNames[name] })}
            placeholder={t('log.find')}
            value={words}
            onChange={setWords}
          />
        </span>
        <CopyButton text={lines.map(asText).join('\n')} label={t('log.copy')} />
      </div>
      <div
        ref={frame}
        className={styles.lines}
        {...{ role: 'log', 'aria-label': label, 'aria-live': 'off', tabIndex: 0 }}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < 24;
        }}
      >
        {lines.map((line) => (
          <span key={line.n} className={styles.line} data-bad={isBad(line) || undefined} title={line.text}>
            {line.time !== null && <span className={styles.time}>{line.time} </span>}
            {line.level !== null && <b>{line.level} </b>}
            {line.text}
          </span>
        ))}
        {lines.length === 0 && data && (
          <span className={styles.line}>{t(words === '' ? 'log.none' : 'log.noneFound')}</span>
        )}
      </div>
    </>
  );
}

function asText({ time, level, text }: LogLine): string {
  return [time, level, text].filter((part) => part !== null).join(' ');
}
