import { useTranslation } from 'react-i18next';
import type { Collection } from '../../api/types.ts';
import { ComboBox } from '../../components/combo-box/combo-box.tsx';
import styles from './collection-picker.module.css';

export interface CollectionPickerProps {
  collections: readonly Collection[];
  /** `database.collection` */
  value: string;
  onChange: (name: string) => void;
}

/** Which collection is searched. */
export function CollectionPicker({ collections, value, onChange }: CollectionPickerProps) {
  const { t } = useTranslation('search');
  const databases = new Set(collections.map(({ database_name }) => database_name));
  const items = collections.map(({ database_name, name }) => ({
    id: `${database_name}.${name}`,
    label: name,
    description: databases.size > 1 ? database_name : undefined,
  }));
  return (
    <div className={styles.picker}>
      <ComboBox
        label={t('collection')}
        isLabelHidden
        items={items}
        value={value}
        onChange={(name) => name !== null && onChange(name)}
      />
    </div>
  );
}
