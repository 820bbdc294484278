import type { LucideIcon } from 'lucide-react';
import { LoaderCircle } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, Link as AriaLink } from 'react-aria-components';
import styles from './button.module.css';

export interface ButtonProps {
  /** `primary`: one a page. `danger`: destroys. `danger-quiet`: leads to what destroys. */
  variant?: 'default' | 'primary' | 'ghost' | 'danger' | 'danger-quiet';
  /** 24, 28 (bars), 32 (forms). */
  size?: 'sm' | 'md' | 'lg';
  icon?: LucideIcon;
  /** After the word: the arrow of what opens, a key. */
  end?: ReactNode;
  /** It works; the button keeps its width and takes no press. */
  isBusy?: boolean;
  isDisabled?: boolean;
  /** Pressed in, of a button that switches something on and off. */
  isOn?: boolean;
  type?: 'button' | 'submit';
  /** Makes it a link: an address of Studio (`/engines`), or a whole URL. */
  href?: string;
  /** Of a link: saves what it leads to, under this name. */
  download?: string | boolean;
  onPress?: () => void;
  autoFocus?: boolean;
  ref?: Ref<HTMLButtonElement>;
  'aria-label'?: string;
  'aria-describedby'?: string;
  children: ReactNode;
}

/** A button with a word; without one see `IconButton`. */
export function Button({
  variant = 'default',
  size = 'md',
  icon,
  end,
  isBusy = false,
  isOn,
  type = 'button',
  href,
  download,
  ref,
  children,
  ...rest
}: ButtonProps) {
  const looks = {
    className: styles.button ?? '',
    'data-variant': variant,
    'data-size': size,
    'data-on': isOn || undefined,
  };
  const Icon = isBusy ? LoaderCircle : icon;
  const content = (
    <>
      {Icon && <Icon size={16} strokeWidth={1.5} aria-hidden />}
      {children}
      {end}
    </>
  );
  if (href !== undefined) {
    // What is saved comes from the API, and no page of Studio lies there.
    const address = download === undefined ? href : new URL(href, location.origin).href;
    return (
      <AriaLink {...looks} {...rest} ref={undefined} href={address} download={download}>
        {content}
      </AriaLink>
    );
  }
  return (
    <AriaButton {...looks} {...rest} ref={ref} type={type} isPending={isBusy} aria-pressed={isOn}>
      {content}
    </AriaButton>
  );
}
