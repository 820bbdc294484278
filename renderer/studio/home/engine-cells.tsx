import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { enginesQuery } from '../../api/queries.ts';
import { EngineMark } from './engine-mark.tsx';
import styles from './engine-cells.module.css';

/** The three engines in a row: how they are, and where they listen. */
export function EngineCells() {
  const { t } = useTranslation('home');
  const { data: engines = [] } = useQuery(enginesQuery);
  return (
    <div className={styles.cells}>
      {engines.map((engine) => (
        <div key={engine.name} className={styles.cell}>
          <EngineMark engine={engine} />
          {engine.port !== null && <span className={styles.port}>{t('port', { port: engine.port })}</span>}
        </div>
      ))}
    </div>
  );
}
