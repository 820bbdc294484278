import type { LucideIcon } from 'lucide-react';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Header,
  Menu as AriaMenu,
  MenuItem,
  MenuSection,
  Popover,
  Separator,
  Text,
} from 'react-aria-components';
import { Kbd } from '../kbd/kbd.tsx';
import styles from './menu.module.css';

export interface MenuEntry {
  id: string;
  label: string;
  icon?: LucideIcon;
  /** Stands before the label, where no icon serves: the mark of a type. */
  mark?: ReactNode;
  description?: string;
  /** Keys that do the same. */
  shortcut?: string;
  /** It destroys, or leads there. */
  isDanger?: boolean;
  isDisabled?: boolean;
  /** An address of Studio, in place of an action. */
  href?: string;
  onAction?: () => void;
}

/** Entries under a heading; with `value` one of them is chosen. */
export interface MenuGroup {
  id: string;
  title: string;
  items: readonly MenuEntry[];
  value?: string;
  onChange?: (id: string) => void;
}

export type MenuItems = readonly (MenuEntry | MenuGroup | 'separator')[];

/** What opens under a button: see `MenuButton`. */
export function MenuList({ items, label }: { items: MenuItems; label: string }) {
  return (
    <Popover className={styles.popover ?? ''} offset={4}>
      <MenuBody items={items} label={label} />
    </Popover>
  );
}

/** The entries themselves, wherever they are. */
export function MenuBody({ items, label }: { items: MenuItems; label: string }) {
  return (
    <AriaMenu className={styles.list ?? ''} aria-label={label}>
      {items.map((item, index) => {
        if (item === 'separator') return <Separator key={index} className={styles.separator ?? ''} />;
        return 'items' in item ? <Group key={item.id} group={item} /> : <Entry key={item.id} entry={item} />;
      })}
    </AriaMenu>
  );
}

function Group({ group: { title, items, value, onChange } }: { group: MenuGroup }) {
  return (
    <MenuSection
      className={styles.section ?? ''}
      selectionMode={value === undefined ? 'none' : 'single'}
      selectedKeys={value === undefined ? [] : [value]}
      disallowEmptySelection
      onSelectionChange={(chosen) => {
        const [first] = chosen;
        if (first !== undefined) onChange?.(String(first));
      }}
    >
      <Header className={styles.heading}>{title}</Header>
      {items.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </MenuSection>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  const { id, label, icon: Icon, mark, description, shortcut, isDanger, ...rest } = entry;
  return (
    <MenuItem
      {...rest}
      id={id}
      textValue={label}
      className={styles.item ?? ''}
      data-danger={isDanger || undefined}
    >
      {({ isSelected }) => (
        <>
          {Icon && <Icon size={16} strokeWidth={1.5} aria-hidden />}
          {mark}
          <Text slot="label" className={styles.label}>
            {label}
          </Text>
          {description !== undefined && (
            <Text slot="description" className={styles.description}>
              {description}
            </Text>
          )}
          {shortcut !== undefined && (
            <span className={styles.end}>
              <Kbd keys={shortcut} />
            </span>
          )}
          {isSelected && <Check className={styles.end} size={16} strokeWidth={1.5} aria-hidden />}
        </>
      )}
    </MenuItem>
  );
}
