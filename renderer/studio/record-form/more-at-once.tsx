import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { Section } from '../../components/section/section.tsx';
import styles from './written-inspector.module.css';

/** Beside the form for one: the way for many. */
export function MoreAtOnce({ at }: { at: CollectionPath }) {
  const { t } = useTranslation('forms');
  return (
    <Section title={t('many.title')}>
      <p className={styles.many}>{t('many.text')}</p>
      <Link to="/collections/$database/$collection/import" params={at}>
        {t('many.link')}
      </Link>
    </Section>
  );
}
