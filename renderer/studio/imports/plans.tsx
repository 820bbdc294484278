import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { Tabs } from '../../components/tabs/tabs.tsx';
import { useFormat } from '../format/use-format.ts';
import { DocumentsInto } from './documents-into.tsx';
import { DocumentsPlan } from './documents-plan.tsx';
import styles from './plans.module.css';
import type { SortedFiles } from './sort-files.ts';
import { TablePlan } from './table-plan.tsx';

export interface PlansProps {
  sorted: SortedFiles;
  /** The collection that the files go into; none: each table, and all documents together, become one. */
  into?: { at: CollectionPath; schema: CollectionSchema } | undefined;
}

/** What becomes of the files: a plan for each table, and one for all documents. */
export function Plans({ sorted, into }: PlansProps) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { tables, documents } = sorted;
  const plans = tables.map((file, index) => ({
    id: `${index} ${file.name}`,
    label: file.name,
    count: undefined as string | undefined,
    content: <TablePlan key={`${file.name} ${file.lastModified}`} file={file} into={into} />,
  }));
  if (documents.length > 0) {
    plans.push({
      id: 'documents',
      label: t('page.documents'),
      count: format.number(documents.length),
      content: into ? <DocumentsInto {...into} files={documents} /> : <DocumentsPlan files={documents} />,
    });
  }
  const [only] = plans;
  if (plans.length === 1 && only) return only.content;
  return (
    <div className={styles.plans}>
      <Tabs label={t('page.plans')} items={plans} />
    </div>
  );
}
