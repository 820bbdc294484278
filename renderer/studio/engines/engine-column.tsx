import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Engine } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { StateMark } from '../../components/state-mark/state-mark.tsx';
import { engineNames, markOf, shortVersion } from './engine-names.ts';
import styles from './engine-column.module.css';
import { EngineFacts } from './engine-facts.tsx';
import { EngineFailure } from './engine-failure.tsx';
import { EngineLog } from './engine-log.tsx';
import { EngineLosses } from './engine-losses.tsx';
import { RestartDialog } from './restart-dialog.tsx';

/** One engine: how it is, what went wrong, and what it says. */
export function EngineColumn({ engine }: { engine: Engine }) {
  const { t } = useTranslation(['engines', 'common']);
  const [isAsking, setIsAsking] = useState(false);
  const { name, state, version, managed, pid } = engine;
  const isFailed = state === 'failed';
  const stateWords = t(`common:engineState.${state}`);
  return (
    <section className={styles.engine} aria-labelledby={`engine-${name}`}>
      <header className={styles.head}>
        <StateMark state={markOf(state)} label={stateWords} isLabelHidden />
        <h2 id={`engine-${name}`}>{engineNames[name]}</h2>
        {version !== null && <span className="quiet cut">{shortVersion(version)}</span>}
        <span className={styles.state} data-failed={isFailed || undefined}>
          {managed ? stateWords : t('external')}
        </span>
      </header>
      <EngineFacts engine={engine} />
      {isFailed && <EngineFailure engine={engine} onRestart={() => setIsAsking(true)} />}
      {engine.losses && engine.losses.length > 0 && <EngineLosses losses={engine.losses} />}
      {managed ? (
        <EngineLog name={name} isFailed={isFailed} />
      ) : (
        <p className={styles.external}>{t('externalText', { engine: engineNames[name] })}</p>
      )}
      {managed && (
        <footer className={styles.foot}>
          {!isFailed && (
            <Button size="sm" icon={RotateCw} onPress={() => setIsAsking(true)}>
              {t('restart')}
            </Button>
          )}
          {pid !== null && <span className={styles.pid}>{`pid ${pid}`}</span>}
        </footer>
      )}
      {isAsking && <RestartDialog name={name} isFailed={isFailed} onClose={() => setIsAsking(false)} />}
    </section>
  );
}
