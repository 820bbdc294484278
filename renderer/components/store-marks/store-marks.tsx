import styles from './store-marks.module.css';

export type Store = 'postgres' | 'qdrant' | 'minio';

const stores = [
  ['postgres', 'P', 'Postgres'],
  ['qdrant', 'Q', 'Qdrant'],
  ['minio', 'M', 'MinIO'],
] as const satisfies readonly (readonly [Store, string, string])[];

/** Where something is kept: a letter for each store that has it, a dot for each that has not. */
export function StoreMarks({ stores: kept }: { stores: readonly Store[] }) {
  const names = stores.filter(([id]) => kept.includes(id)).map(([, , name]) => name);
  return (
    <span className={styles.stores} role="img" aria-label={names.join(', ')} title={names.join(', ')}>
      {stores.map(([id, letter]) => (
        <span key={id} className={styles.store} data-store={kept.includes(id) ? id : undefined}>
          {letter}
        </span>
      ))}
    </span>
  );
}

/** One store by its letter. */
export function StoreMark({ store }: { store: Store }) {
  const [, letter, name] = stores.find(([id]) => id === store) ?? stores[0];
  return (
    <span className={styles.store} data-store={store} role="img" aria-label={name} title={name}>
      {letter}
    </span>
  );
}
