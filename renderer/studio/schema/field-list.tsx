import { CircleAlert, GripVertical } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import {
  Button,
  DropIndicator,
  GridList,
  GridListItem,
  ListLayout,
  useDragAndDrop,
  Virtualizer,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { StoreMarks } from '../../components/store-marks/store-marks.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import { usePreferences } from '../preferences.ts';
import { isFieldType } from './field-keys.ts';
import styles from './field-list.module.css';
import { idOfPath } from './field-rows.ts';
import type { FieldRow } from './field-rows.ts';
import { useRules } from './use-rules.ts';

export interface FieldListProps {
  rows: readonly FieldRow[];
  selected: string | null;
  onSelect: (id: string) => void;
  /** How many problems a row has. */
  problemsOf?: (id: string) => number;
  /** Puts a row in front of another place in its list; without it rows stay where they are. */
  onMove?: (row: FieldRow, to: number) => void;
  onRemove?: (row: FieldRow) => void;
  /** For a while nothing can be moved or removed: the code can not be read. */
  isFrozen?: boolean;
}

/** The fields of a schema, with those inside arrays below them; hundreds are no trouble. */
export function FieldList({
  rows,
  selected,
  onSelect,
  problemsOf,
  onMove,
  onRemove,
  isFrozen = false,
}: FieldListProps) {
  const { t } = useTranslation('schema');
  const density = usePreferences((preferences) => preferences.density);
  const dragAndDropHooks = useReordering(rows, onMove, isFrozen);
  const press = (event: KeyboardEvent): void => {
    const row = rows.find(({ id }) => id === selected);
    if (!row || isFrozen || event.target instanceof HTMLButtonElement) return;
    if (event.altKey && event.key === 'ArrowUp' && row.index > 0) onMove?.(row, row.index - 1);
    else if (event.altKey && event.key === 'ArrowDown' && row.index < row.count - 1)
      onMove?.(row, row.index + 2);
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove?.(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.frame} onKeyDownCapture={press}>
      <div className={`${styles.row} ${styles.head}`} aria-hidden>
        <span />
        <span>{t('list.field')}</span>
        <span>{t('list.type')}</span>
        <span>{t('list.rules')}</span>
        <span>{t('list.stores')}</span>
      </div>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: density }}>
        <GridList
          // A list that is moved calls more hooks than one that is not.
          key={onMove ? 'moved' : 'fixed'}
          aria-label={t('list.label')}
          className={styles.list ?? ''}
          items={rows}
          dependencies={[selected, problemsOf, isFrozen]}
          selectionMode="single"
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={selected === null ? [] : [selected]}
          onSelectionChange={(keys) => {
            const [first] = keys;
            if (first !== undefined) onSelect(String(first));
          }}
          {...(onMove ? { dragAndDropHooks } : {})}
        >
          {(row) => (
            <Row
              row={row}
              problems={problemsOf?.(row.id) ?? 0}
              hasGrip={onMove !== undefined}
              isFrozen={isFrozen}
            />
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}

interface RowProps {
  row: FieldRow;
  problems: number;
  hasGrip: boolean;
  isFrozen: boolean;
}

function Row({ row, problems, hasGrip, isFrozen }: RowProps) {
  const { t } = useTranslation('schema');
  const rules = useRules()(row.field);
  const name = row.name || t('list.unnamed');
  return (
    <GridListItem id={row.id} textValue={name} className={`${styles.row} ${styles.item}`}>
      <span className={styles.marks} style={{ paddingLeft: row.depth * 12 }}>
        {hasGrip && (
          <Button
            slot="drag"
            className={styles.grip ?? ''}
            aria-label={t('list.move', { name })}
            isDisabled={isFrozen}
          >
            <GripVertical size={12} strokeWidth={1.75} aria-hidden />
          </Button>
        )}
        {isFieldType(row.type) && <TypeMark type={row.type} />}
      </span>
      <span
        className={`${styles.name} cut`}
        title={name}
        style={{ paddingLeft: row.depth * 12 }}
        data-missing={row.name === '' || undefined}
      >
        {name}
      </span>
      <span className={styles.type}>
        <span className="cut" data-unknown={!isFieldType(row.type) || undefined}>
          {row.type}
        </span>
        {problems > 0 && (
          <CircleAlert
            size={14}
            strokeWidth={1.5}
            role="img"
            aria-label={t('problems', { count: problems })}
          />
        )}
      </span>
      <span className="cut muted" title={rules}>
        {rules}
      </span>
      <StoreMarks stores={row.stores} />
    </GridListItem>
  );
}

/** Rows are dragged within their own list, by the pointer or by the keyboard from their handle. */
function useReordering(rows: readonly FieldRow[], onMove: FieldListProps['onMove'], isDisabled: boolean) {
  const rowOf = (key: unknown): FieldRow | undefined => rows.find(({ id }) => id === key);
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled,
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': rowOf(key)?.name ?? '' })),
    onReorder: ({ keys, target }) => {
      const [key] = keys;
      const moved = rowOf(key);
      const beside = rowOf(target.key);
      if (!moved || !beside || idOfPath(moved.list) !== idOfPath(beside.list)) return;
      onMove?.(moved, beside.index + (target.dropPosition === 'after' ? 1 : 0));
    },
    renderDropIndicator: (target) => <DropIndicator target={target} className={styles.drop ?? ''} />,
  });
  return dragAndDropHooks;
}
