import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import styles from './tabs.module.css';

export interface TabItem<Id extends string> {
  id: Id;
  label: string;
  count?: ReactNode;
  isDisabled?: boolean;
  content: ReactNode;
}

export interface TabsProps<Id extends string> {
  label: string;
  items: readonly TabItem<Id>[];
  /** Without it the tabs remember themselves which one is open. */
  value?: Id;
  onChange?: (value: Id) => void;
}

/** Tabs inside a page or an inspector. */
export function Tabs<Id extends string>({ label, items, value, onChange }: TabsProps<Id>) {
  return (
    <AriaTabs
      className={styles.frame ?? ''}
      selectedKey={value}
      onSelectionChange={(chosen) => onChange?.(chosen as Id)}
    >
      <TabList className={styles.tabs ?? ''} aria-label={label}>
        {items.map(({ id, label: word, count, isDisabled }) => (
          <Tab key={id} id={id} className={styles.tab ?? ''} isDisabled={isDisabled}>
            {word}
            {count !== undefined && <span className={styles.count}>{count}</span>}
          </Tab>
        ))}
      </TabList>
      {items.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={styles.panel ?? ''}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
