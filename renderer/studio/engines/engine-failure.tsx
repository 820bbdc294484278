import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Engine } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { engineNames } from './engine-names.ts';
import styles from './engine-column.module.css';

/** Why it does not run, what that means, and the way on. */
export function EngineFailure({
  engine: { name, reason },
  onRestart,
}: {
  engine: Engine;
  onRestart: () => void;
}) {
  const { t } = useTranslation('engines');
  return (
    <div className={styles.block}>
      <Note
        tone="danger"
        title={t('failed', { engine: engineNames[name] })}
        actions={
          <Button size="sm" variant="primary" icon={RotateCw} onPress={onRestart}>
            {t('restart')}
          </Button>
        }
      >
        {reason !== null && <p>{reason}</p>}
        <p>{t(`failedMeans.${name}`)}</p>
      </Note>
    </div>
  );
}
