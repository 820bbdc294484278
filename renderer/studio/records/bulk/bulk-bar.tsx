import { PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../../api/queries.ts';
import type { CollectionSchema } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { useFormat } from '../../format/use-format.ts';
import styles from '../records.module.css';
import type { Rights } from '../rights.ts';
import { mostChecked } from '../use-checks.ts';
import type { Checks } from '../use-checks.ts';
import { BulkEdit } from './bulk-edit.tsx';
import { DeleteRecords } from './delete-records.tsx';

interface BulkBarProps {
  at: CollectionPath;
  schema: CollectionSchema;
  checks: Checks;
  rights: Rights;
}

/** In the toolbar's place while records are ticked: what can be done with them. */
export function BulkBar({ at, schema, checks, rights }: BulkBarProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const ids = [...checks.ids];
  const close = (): void => setOpen(null);
  return (
    <>
      <b role="status">{t('bulk.ticked', { count: ids.length, ticked: format.number(ids.length) })}</b>
      {ids.length === mostChecked && <span className={styles.text}>{t('bulk.most')}</span>}
      <span className={styles.grow} />
      {rights.mayWrite && (
        <Button icon={PencilLine} onPress={() => setOpen('edit')}>
          {t('bulk.edit')}
        </Button>
      )}
      {rights.mayDelete && (
        <Button icon={Trash2} variant="danger-quiet" onPress={() => setOpen('delete')}>
          {t('bulk.delete')}
        </Button>
      )}
      <Button variant="ghost" onPress={() => checks.set([])}>
        {t('bulk.untick')}
      </Button>
      {open === 'edit' && (
        <BulkEdit at={at} schema={schema} ids={ids} onLeft={(failed) => checks.set(failed)} onClose={close} />
      )}
      {open === 'delete' && (
        <DeleteRecords at={at} schema={schema} ids={ids} onDeleted={() => checks.set([])} onClose={close} />
      )}
    </>
  );
}
