import type { LucideIcon } from 'lucide-react';
import { LoaderCircle } from 'lucide-react';
import type { Ref } from 'react';
import { Button as AriaButton, Link as AriaLink } from 'react-aria-components';
import styles from '../button/button.module.css';
import { Tooltip } from '../tooltip/tooltip.tsx';

export interface IconButtonProps {
  icon: LucideIcon;
  /** What it does: its name, and its tooltip. */
  label: string;
  /** Keys that do the same, `mod+k`; the tooltip shows them. */
  shortcut?: string;
  variant?: 'default' | 'primary' | 'ghost' | 'danger-quiet';
  size?: 'sm' | 'md' | 'lg';
  isOn?: boolean;
  isBusy?: boolean;
  isDisabled?: boolean;
  /** Makes it a link: an address of Studio, or a whole URL. */
  href?: string;
  onPress?: () => void;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that is an icon; its name appears when one rests on it or comes to it by the keyboard. */
export function IconButton({
  icon,
  label,
  shortcut,
  variant = 'ghost',
  size = 'md',
  isOn,
  isBusy = false,
  href,
  ref,
  ...rest
}: IconButtonProps) {
  const Icon = isBusy ? LoaderCircle : icon;
  const looks = {
    className: styles.button ?? '',
    'data-variant': variant,
    'data-size': size,
    'data-icon-only': true,
    'data-on': isOn || undefined,
    'aria-label': label,
  };
  const glyph = <Icon size={16} strokeWidth={1.5} aria-hidden />;
  return (
    <Tooltip content={label} shortcut={shortcut}>
      {href === undefined ? (
        <AriaButton {...looks} {...rest} ref={ref} isPending={isBusy} aria-pressed={isOn}>
          {glyph}
        </AriaButton>
      ) : (
        <AriaLink {...looks} {...rest} href={href}>
          {glyph}
        </AriaLink>
      )}
    </Tooltip>
  );
}
