import type { LucideIcon } from 'lucide-react';
import { ChevronDown } from 'lucide-react';
import { MenuTrigger } from 'react-aria-components';
import { Button } from '../button/button.tsx';
import type { ButtonProps } from '../button/button.tsx';
import { IconButton } from '../icon-button/icon-button.tsx';
import { MenuList } from './menu.tsx';
import type { MenuItems } from './menu.tsx';

export interface MenuButtonProps {
  /** The button's word, and the menu's name. */
  label: string;
  icon?: LucideIcon;
  /** Only the icon is seen; the label is its tooltip. */
  isIconOnly?: boolean;
  variant?: ButtonProps['variant'];
  size?: ButtonProps['size'];
  isDisabled?: boolean;
  children: MenuItems;
}

/** A button that opens a menu. */
export function MenuButton({
  label,
  icon,
  isIconOnly = false,
  variant = isIconOnly ? 'ghost' : 'default',
  size,
  isDisabled,
  children,
}: MenuButtonProps) {
  return (
    <MenuTrigger>
      {isIconOnly && icon ? (
        <IconButton
          icon={icon}
          label={label}
          variant={variant === 'danger' ? 'danger-quiet' : variant}
          size={size}
          isDisabled={isDisabled}
        />
      ) : (
        <Button
          icon={icon}
          variant={variant}
          size={size}
          isDisabled={isDisabled}
          end={<ChevronDown size={12} strokeWidth={1.75} aria-hidden />}
        >
          {label}
        </Button>
      )}
      <MenuList items={children} label={label} />
    </MenuTrigger>
  );
}
