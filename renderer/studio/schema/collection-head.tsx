import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../gateway/contract/limits.ts';
import { databasesQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { Select } from '../../components/select/select.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import styles from './collection-head.module.css';
import { setKey } from './edit-fields.ts';
import { textOf } from './field-rows.ts';
import { isObject } from './schema-document.ts';
import { useSchemaEditing } from './schema-editing.ts';

interface CollectionHeadProps {
  schema: unknown;
  database: string;
  onDatabase: (database: string) => void;
}

/** Where the collection will be, and what it is called. */
export function CollectionHead({ schema, database, onDatabase }: CollectionHeadProps) {
  const { t } = useTranslation(['schema', 'common']);
  const { data = [] } = useQuery(databasesQuery);
  const can = useCan();
  const { edit, errorAt } = useSchemaEditing();
  const { name, description } = isObject(schema) ? schema : {};
  const names = data.map((one) => one.name).filter((one) => can('schema', one));
  const items = (names.includes(database) ? names : [database, ...names]).map((id) => ({ id, label: id }));
  return (
    <div className={styles.head}>
      <Select
        label={t('common:shell.database')}
        size="sm"
        items={items}
        value={database}
        onChange={onDatabase}
      />
      <TextField
        label={t('keys.name')}
        size="sm"
        isMono
        isRequired
        value={textOf(name)}
        onChange={(text) => edit((document) => setKey(document, [], 'name', text))}
        placeholder={t('new.nameExample')}
        error={errorAt(['name'])}
        autoFocus={textOf(name) === ''}
      />
      <TextField
        label={t('keys.description')}
        size="sm"
        value={textOf(description)}
        onChange={(text) =>
          edit((document) => setKey(document, [], 'description', text === '' ? undefined : text))
        }
        error={errorAt(['description'])}
        maxLength={limits.descriptionLength}
      />
    </div>
  );
}
