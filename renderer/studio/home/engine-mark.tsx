import { useTranslation } from 'react-i18next';
import type { Engine } from '../../api/types.ts';
import { StateMark } from '../../components/state-mark/state-mark.tsx';
import { engineNames, markOf, shortVersion } from '../engines/engine-names.ts';
import styles from './engine-mark.module.css';

/** An engine's state and name, and its version where it is known. */
export function EngineMark({ engine: { name, state, version } }: { engine: Engine }) {
  const { t } = useTranslation('common');
  return (
    <span className={styles.mark}>
      <StateMark state={markOf(state)} label={t(`engineState.${state}`)} isLabelHidden />
      <b>{engineNames[name]}</b>
      {version !== null && <span className="muted">{shortVersion(version)}</span>}
    </span>
  );
}
