import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Engine } from '../../api/types.ts';
import { Note } from '../../components/note/note.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './engine-column.module.css';

type Loss = NonNullable<Engine['losses']>[number];

/** What it has lost of which collection, and what is done about it. */
export function EngineLosses({ losses }: { losses: readonly Loss[] }) {
  const { t } = useTranslation('engines');
  return (
    <div className={styles.block}>
      <Note tone="warn" title={t('losses')} isAlert>
        <ul className={styles.losses}>
          {losses.map((loss) => (
            <li key={`${loss.database}/${loss.collection}/${loss.what}`}>
              <LossLine loss={loss} />
            </li>
          ))}
        </ul>
      </Note>
    </div>
  );
}

function LossLine({ loss: { database, collection, what, state, count } }: { loss: Loss }) {
  const { t } = useTranslation('engines');
  const { number } = useFormat();
  const values = { count: count ?? 0, number: number(count ?? 0) };
  const isCounted = count !== null && count > 0;
  const words =
    what === 'bucket'
      ? t('loss.bucket')
      : what === 'files'
        ? isCounted
          ? t('loss.files', values)
          : t('loss.someFiles')
        : state === 'rebuilding'
          ? isCounted
            ? t('loss.rebuilding', values)
            : t('loss.rebuildingSome')
          : t('loss.index');
  return (
    <>
      <Link to="/collections/$database/$collection" params={{ database, collection }}>
        {`${database} / ${collection}`}
      </Link>
      {`: ${words}`}
    </>
  );
}
