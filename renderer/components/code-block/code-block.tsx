import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../copy-button/copy-button.tsx';
import styles from './code-block.module.css';
import type { CodePiece } from './highlight.ts';

export interface CodeBlockProps {
  /** What it is, for those who do not see it; also what the copy button says. */
  label: string;
  code: string;
  language?: 'json' | 'yaml' | 'text';
  onCopy?: () => void;
  /** Long lines are broken in place of scrolled. */
  isWrapped?: boolean;
}

/** Code to read and to copy. */
export function CodeBlock({ label, code, language = 'text', onCopy, isWrapped = false }: CodeBlockProps) {
  const { t } = useTranslation('components');
  const pieces = useHighlight(code, language);
  return (
    <div className={styles.frame}>
      {/* It scrolls, and so must be reached by the keyboard. */}
      {/* oxlint-disable jsx-a11y/no-noninteractive-tabindex */}
      <pre
        className={styles.code}
        data-wrapped={isWrapped || undefined}
        tabIndex={0}
        role="group"
        aria-label={label}
      >
        <code>
          {pieces.map(({ text, kind }, index) =>
            kind === null ? (
              text
            ) : (
              <span key={index} data-kind={kind}>
                {text}
              </span>
            ),
          )}
        </code>
      </pre>
      <span className={styles.copy}>
        <CopyButton text={code} label={t('copyWhat', { what: label })} onCopied={onCopy} />
      </span>
    </div>
  );
}

/** The code in one piece at once; in colour as soon as the parsers are here. */
function useHighlight(code: string, language: 'json' | 'yaml' | 'text'): readonly CodePiece[] {
  const [coloured, setColoured] = useState<{ code: string; pieces: CodePiece[] } | null>(null);
  useEffect(() => {
    if (language === 'text') return;
    let isWanted = true;
    void import('./highlight.ts').then(({ highlight }) => {
      if (isWanted) setColoured({ code, pieces: highlight(code, language) });
    });
    return () => {
      isWanted = false;
    };
  }, [code, language]);
  return coloured?.code === code ? coloured.pieces : [{ text: code, kind: null }];
}
