import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import styles from './search-box.module.css';

export interface SearchBoxProps {
  /** What is searched for. */
  query: string;
  /** Follows what is typed, after a pause. */
  onChange: (query: string) => void;
  /** Enter: this is meant. */
  onSubmit: (query: string) => void;
  /** Arrow down: to the hits. */
  onLeave: () => void;
  inputRef: Ref<HTMLInputElement>;
}

const pauseMs = 150;

/** Where the query is typed; it has the focus as soon as it is there. */
export function SearchBox({ query, onChange, onSubmit, onLeave, inputRef }: SearchBoxProps) {
  const { t } = useTranslation('search');
  const [typed, setTyped] = useState(query);
  const told = useRef(query);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    // Somebody went back, or chose an earlier search.
    if (query === told.current) return;
    told.current = query;
    clearTimeout(timer.current);
    setTyped(query);
  }, [query]);
  const tell = (text: string, how: (query: string) => void): void => {
    clearTimeout(timer.current);
    told.current = text.trim();
    how(told.current);
  };
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(text, onChange), text.trim() === '' ? 0 : pauseMs);
  };
  return (
    <div className={styles.box} role="search">
      <Search size={16} strokeWidth={1.5} aria-hidden />
      <input
        ref={inputRef}
        autoFocus
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={100_000}
        aria-label={t('query')}
        placeholder={t('placeholder')}
        value={typed}
        onChange={({ target }) => type(target.value)}
        onKeyDown={(event) => {
          // Enter also ends a word of an input method.
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') tell(typed, onSubmit);
          else if (event.key === 'ArrowDown') onLeave();
          else if (event.key === 'Escape' && typed !== '') type('');
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      {typed !== '' && (
        <IconButton icon={X} size="sm" label={t('clear')} shortcut="escape" onPress={() => type('')} />
      )}
    </div>
  );
}
