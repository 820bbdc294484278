import type { Stats } from './use-lazy-stats.ts';

export type Totals = Omit<Stats, 'changed_at'>;

export const sizeOf = ({ bytes }: Pick<Stats, 'bytes'>): number =>
  bytes.postgres + bytes.qdrant + bytes.objects;

/** All of several collections together. */
export function addStats(all: readonly Totals[]): Totals {
  const sum = (of: (stats: Totals) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    records: sum(({ records }) => records),
    chunks: sum(({ chunks }) => chunks),
    files: sum(({ files }) => files),
    bytes: {
      postgres: sum(({ bytes }) => bytes.postgres),
      qdrant: sum(({ bytes }) => bytes.qdrant),
      objects: sum(({ bytes }) => bytes.objects),
    },
  };
}
