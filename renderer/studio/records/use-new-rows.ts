import { useEffect, useState } from 'react';
import { onLiveEvent } from '../../api/live.ts';
import type { CollectionPath } from '../../api/queries.ts';

const newForMs = 8_000;

/** The records that were just added, by anybody; each for a few seconds. */
export function useNewRows({ database, collection }: CollectionPath): ReadonlySet<string> {
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const stop = onLiveEvent((event) => {
      if (event.type !== 'record.created' || event.database !== database || event.collection !== collection)
        return;
      const ids = event.record_ids ?? [];
      const gone = new Set(ids);
      setAdded((before) => new Set([...before, ...ids]));
      const timer = setTimeout(() => {
        timers.delete(timer);
        setAdded((before) => new Set([...before].filter((id) => !gone.has(id))));
      }, newForMs);
      timers.add(timer);
    });
    return () => {
      stop();
      for (const timer of timers) clearTimeout(timer);
    };
  }, [database, collection]);
  return added;
}
