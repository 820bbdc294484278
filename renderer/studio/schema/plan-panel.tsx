import { useTranslation } from 'react-i18next';
import { StoreMark } from '../../components/store-marks/store-marks.tsx';
import { useFormat } from '../format/use-format.ts';
import type { CreationPlan } from './creation-plan.ts';
import styles from './plan-panel.module.css';

const namesShown = 4;

/** What creating the collection will make in each store, in words. */
export function PlanPanel({ plan, name }: { plan: CreationPlan; name: string }) {
  const { t } = useTranslation('schema');
  const format = useFormat();
  const { postgres, qdrant, minio } = plan;
  const list = (names: readonly string[]): string =>
    names.length <= namesShown + 1
      ? format.list(names)
      : format.list([
          ...names.slice(0, namesShown),
          t('plan.more', {
            count: names.length - namesShown,
            shown: format.number(names.length - namesShown),
          }),
        ]);
  const counted = (['columns', 'indexes', 'unique'] as const)
    .filter((what) => postgres[what] > 0)
    .map((what) => t(`plan.${what}`, { count: postgres[what], shown: format.number(postgres[what]) }));
  return (
    <section className={styles.plan} aria-label={t('plan.title')}>
      <h3>{t('plan.title')}</h3>
      <ul>
        <li>
          <StoreMark store="postgres" />
          <span>{t('plan.table', { name, list: format.list(counted) })}</span>
        </li>
        <li>
          <StoreMark store="qdrant" />
          <span>
            {qdrant ? t('plan.search', { list: list(qdrant.searched) }) : t('plan.noSearch')}
            {qdrant && qdrant.filtered.length > 0 && ` ${t('plan.filters', { list: list(qdrant.filtered) })}`}
          </span>
        </li>
        <li>
          <StoreMark store="minio" />
          <span>{minio ? t('plan.bucket', { list: list(minio.fields) }) : t('plan.noBucket')}</span>
        </li>
      </ul>
    </section>
  );
}
