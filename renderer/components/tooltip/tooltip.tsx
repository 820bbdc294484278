import type { ReactElement, ReactNode } from 'react';
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from 'react-aria-components';
import { Kbd } from '../kbd/kbd.tsx';
import styles from './tooltip.module.css';

export interface TooltipProps {
  content: ReactNode;
  /** Keys that do the same, `mod+k`. */
  shortcut?: string | undefined;
  placement?: 'top' | 'bottom' | 'left' | 'right';
  isDisabled?: boolean;
  /** A button of React Aria, or with `isPlain` any element that takes focus and a ref. */
  children: ReactElement;
  isPlain?: boolean;
}

/** Says more about what one rests on: after 400 ms of hovering, at once when it takes focus. */
export function Tooltip({
  content,
  shortcut,
  placement = 'bottom',
  isDisabled,
  isPlain,
  children,
}: TooltipProps) {
  return (
    <TooltipTrigger delay={400} closeDelay={0} isDisabled={isDisabled}>
      {isPlain ? <Focusable>{children as ReactElement<object, string>}</Focusable> : children}
      <AriaTooltip className={styles.tooltip ?? ''} placement={placement} offset={6}>
        {content}
        {shortcut !== undefined && (
          <span>
            <Kbd keys={shortcut} />
          </span>
        )}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
