import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { StoreMark } from '../../components/store-marks/store-marks.tsx';
import { Tooltip } from '../../components/tooltip/tooltip.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './fields-toolbar.module.css';

const stores = [
  ['postgres', 'Postgres'],
  ['qdrant', 'Qdrant'],
  ['minio', 'MinIO'],
] as const;

/** Over the list of fields: how many there are, what the marks mean, and the way to one more. */
export function FieldsToolbar({ count, onAdd }: { count: number; onAdd?: (() => void) | undefined }) {
  const { t } = useTranslation('schema');
  const format = useFormat();
  return (
    <div className={styles.toolbar}>
      <h2>{t('list.title')}</h2>
      <span className={styles.count}>{format.number(count)}</span>
      <span className={styles.grow} />
      {stores.map(([store, name]) => (
        <span key={store} className={styles.key} aria-hidden>
          <StoreMark store={store} />
          {name}
        </span>
      ))}
      {onAdd && (
        <Tooltip content={t('field.add')} shortcut="a">
          <Button variant="ghost" icon={Plus} onPress={onAdd}>
            {t('list.field')}
          </Button>
        </Tooltip>
      )}
    </div>
  );
}
