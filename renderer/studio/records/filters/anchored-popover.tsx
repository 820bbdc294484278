import type { ReactNode } from 'react';
import { useRef } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import menuStyles from '../../../components/menu/menu.module.css';
import popoverStyles from '../../../components/popover/popover.module.css';

interface AnchoredPopoverProps {
  label: string;
  /** What it opens beside: not always a button of its own. */
  anchor: ReactNode;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  children: ReactNode;
}

/** A popover beside something that has more than one button: a chip with its cross. */
export function AnchoredPopover({ label, anchor, isOpen, onOpenChange, children }: AnchoredPopoverProps) {
  const box = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={box}>{anchor}</span>
      <Popover
        className={menuStyles.popover ?? ''}
        triggerRef={box}
        placement="bottom start"
        offset={4}
        isOpen={isOpen}
        onOpenChange={onOpenChange}
      >
        <Dialog className={popoverStyles.content ?? ''} aria-label={label}>
          {children}
        </Dialog>
      </Popover>
    </>
  );
}
