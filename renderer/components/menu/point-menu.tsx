import { Button, MenuTrigger } from 'react-aria-components';
import { MenuList } from './menu.tsx';
import type { MenuItems } from './menu.tsx';
import styles from './point-menu.module.css';

export interface PointMenuProps {
  /** The menu's name. */
  label: string;
  /** Where it opens, in the window: the pointer, a corner of a cell. */
  point: { x: number; y: number };
  items: MenuItems;
  onClose: () => void;
}

/** A menu where the pointer is, for as long as it is rendered; closed, the focus goes back to where it was. */
export function PointMenu({ label, point, items, onClose }: PointMenuProps) {
  return (
    <MenuTrigger
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Button
        className={styles.point ?? ''}
        style={{ left: point.x, top: point.y }}
        aria-label={label}
        excludeFromTabOrder
      />
      <MenuList items={items} label={label} />
    </MenuTrigger>
  );
}
