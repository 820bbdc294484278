import { Link } from '@tanstack/react-router';
import { Layers } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Collection } from '../../api/types.ts';
import { Table } from '../../components/table/table.tsx';
import type { TableColumn } from '../../components/table/table.tsx';
import type { Format } from '../format/create-format.ts';
import { useFormat } from '../format/use-format.ts';
import { sizeOf } from './add-stats.ts';
import styles from './collection-table.module.css';
import { SizeBar } from './size-bar.tsx';
import type { Stats } from './use-lazy-stats.ts';

export interface CollectionTableProps {
  database: string;
  collections: readonly Collection[];
  statsOf: (at: CollectionPath) => Stats | undefined;
  /** Told of each that comes into sight. */
  onSeen: (at: CollectionPath) => void;
  /** The size of the largest, which the bars are measured by. */
  largest: number;
  /** How much there is: `middle` beside what happened lately, `narrow` beside an open inspector. */
  room?: 'wide' | 'middle' | 'narrow';
}

interface Row {
  id: string;
  at: CollectionPath;
  description: string | undefined;
  stats: Stats | undefined;
}

/** The collections of one database, with what is in each. */
export function CollectionTable({
  database,
  collections,
  statsOf,
  onSeen,
  largest,
  room = 'wide',
}: CollectionTableProps) {
  const { t } = useTranslation('collections');
  const all = useColumns(onSeen, largest);
  const columns = all.filter(({ id }) => !leftOut[room].includes(id));
  const rows = collections.map(({ name, schema }): Row => {
    const at = { database, collection: name };
    return { id: name, at, description: schema?.description, stats: statsOf(at) };
  });
  return <Table label={t('collectionsOf', { database })} columns={columns} rows={rows} />;
}

const leftOut: Record<'wide' | 'middle' | 'narrow', string[]> = {
  wide: [],
  middle: ['chunks', 'files'],
  narrow: ['chunks', 'files', 'stores'],
};

function useColumns(onSeen: (at: CollectionPath) => void, largest: number): TableColumn<Row>[] {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const fromStats = (
    id: 'records' | 'chunks' | 'files' | 'size' | 'changed',
    width: string,
    show: (stats: Stats, format: Format) => string,
  ): TableColumn<Row> => ({
    id,
    label: t(`columns.${id}`),
    width,
    isNumeric: true,
    cell: ({ stats }) => (stats ? show(stats, format) : null),
  });
  return [
    {
      id: 'name',
      label: t('columns.name'),
      width: '20%',
      isRowHeader: true,
      cell: ({ at }) => <NameCell at={at} onSeen={onSeen} />,
    },
    {
      id: 'description',
      label: t('columns.description'),
      cell: ({ description }) => (
        <bdi className="muted" title={description}>
          {description}
        </bdi>
      ),
    },
    fromStats('records', '96px', ({ records }) => format.number(records)),
    fromStats('chunks', '96px', ({ chunks }) => format.number(chunks)),
    fromStats('files', '80px', ({ files }) => format.number(files)),
    {
      id: 'stores',
      label: t('columns.stores'),
      width: '130px',
      cell: ({ stats }) => stats && <SizeBar bytes={stats.bytes} largest={largest} />,
    },
    fromStats('size', '84px', (stats) => format.bytes(sizeOf(stats))),
    fromStats('changed', '112px', (stats) => format.date(stats.changed_at)),
  ];
}

const root = '/collections/$database/$collection' as const;

function NameCell({ at, onSeen }: { at: CollectionPath; onSeen: (at: CollectionPath) => void }) {
  const ref = useRef<HTMLSpanElement>(null);
  const { database, collection } = at;
  const can = useCan();
  const mayRead = can('read', database, collection);
  useEffect(() => {
    const element = ref.current;
    if (!element || !mayRead) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        onSeen({ database, collection });
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [database, collection, onSeen, mayRead]);
  return (
    <span ref={ref} className={styles.name}>
      <Layers size={16} strokeWidth={1.5} aria-hidden />
      <Link to={mayRead ? root : `${root}/search`} params={at} className="cut" title={collection}>
        {collection}
      </Link>
    </span>
  );
}
