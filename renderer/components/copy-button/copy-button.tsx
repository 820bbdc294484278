import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { VisuallyHidden } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../button/button.tsx';
import { IconButton } from '../icon-button/icon-button.tsx';

export interface CopyButtonProps {
  text: string;
  /** What it copies, in words: `Copy the request id`; else: `Copy`. */
  label?: string;
  size?: 'sm' | 'md';
  /** With its word, not only the icon. */
  isWord?: boolean;
  onCopied?: () => void;
}

const shownMs = 2_000;

/** Copies, and says so for two seconds. */
export function CopyButton({ text, label, size = 'sm', isWord = false, onCopied }: CopyButtonProps) {
  const { t } = useTranslation('components');
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), shownMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    // Browsers refuse where the page lacks focus or the address is not trusted.
    navigator.clipboard.writeText(text).then(
      () => {
        setState('copied');
        onCopied?.();
      },
      () => setState('failed'),
    );
  };
  const says = { ready: label ?? t('copy'), copied: t('copied'), failed: t('notCopied') }[state];
  const icon = state === 'copied' ? Check : Copy;
  return (
    <>
      {isWord ? (
        <Button icon={icon} size={size} variant="ghost" onPress={copy}>
          {says}
        </Button>
      ) : (
        <IconButton icon={icon} size={size} label={says} onPress={copy} />
      )}
      <VisuallyHidden>
        <span role="status">{state === 'ready' ? '' : says}</span>
      </VisuallyHidden>
    </>
  );
}
