import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useTranslation } from 'react-i18next';
import styles from './schema-panels.module.css';

export interface SchemaPanelsProps {
  /** Over the list, of its height. */
  top?: ReactNode;
  list: ReactNode;
  /** Under the list: the field that is selected. */
  details: ReactNode;
  code: ReactNode;
  /** A line over it, where no row of tabs draws one. */
  hasLine?: boolean;
}

/** Form and code side by side; each edge is dragged, or moved by the arrow keys. */
export function SchemaPanels({ top, list, details, code, hasLine = false }: SchemaPanelsProps) {
  const { t } = useTranslation('schema');
  return (
    <Group className={styles.group} data-line={hasLine || undefined}>
      <Panel id="form" defaultSize="50%" minSize={400}>
        <div className={styles.column}>
          {top}
          <Group orientation="vertical" className={styles.group}>
            <Panel id="list" defaultSize="52%" minSize={120}>
              <div className={styles.column}>{list}</div>
            </Panel>
            <Separator className={styles.row} aria-label={t('panels.details')} />
            <Panel id="details" minSize={120}>
              {details}
            </Panel>
          </Group>
        </div>
      </Panel>
      <Separator className={styles.edge} aria-label={t('panels.code')} />
      <Panel id="code" minSize={320}>
        <div className={styles.column}>{code}</div>
      </Panel>
    </Group>
  );
}
