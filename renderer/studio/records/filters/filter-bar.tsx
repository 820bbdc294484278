import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { Chip } from '../../../components/chip/chip.tsx';
import { useCommand } from '../../commands/use-command.ts';
import { shortJson } from '../../fields/short-text.ts';
import { useFormat } from '../../format/use-format.ts';
import { ClausePopover } from './clause-popover.tsx';
import styles from './filter-bar.module.css';
import type { Clause, Filter } from './filter.ts';
import { readClauses, writeClauses } from './filter.ts';
import { conditionWords } from './filter-words.ts';
import { JsonPopover } from './json-popover.tsx';
import { filterTargets } from './operators.ts';

interface FilterBarProps {
  schema: CollectionSchema;
  filter: Filter | undefined;
  onChange: (filter: Filter | undefined) => void;
}

/** What narrows the table, a chip each; all of them hold. A press edits one, ⌫ or its cross takes it away. */
export function FilterBar({ schema, filter, onChange }: FilterBarProps) {
  const { t } = useTranslation('records');
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const clauses = readClauses(filter);
  useCommand({
    id: 'filter.add',
    title: t('filter.add'),
    group: 'here',
    keys: 'f',
    icon: ListFilter,
    run: () => setOpen('new'),
  });
  const targets = filterTargets(schema);
  const set = (index: number, clause: Clause | null): void => {
    onChange(writeClauses(clauses.flatMap((before, at) => (at === index ? (clause ?? []) : before))));
    setOpen(null);
  };
  return (
    <div className={styles.bar} role="group" aria-label={t('filter.label')}>
      {clauses.map((clause, index) => (
        <ClausePopover
          // Chips have no other name than their place.
          key={index}
          targets={targets}
          clause={clause}
          isOpen={open === index}
          onOpenChange={(isOpen) => setOpen(isOpen ? index : null)}
          onChange={(next) => set(index, next)}
          trigger={
            <ClauseChip
              clause={clause}
              targets={targets}
              onPress={() => setOpen(index)}
              onRemove={() => set(index, null)}
            />
          }
        />
      ))}
      <ClausePopover
        targets={targets}
        clause={null}
        isOpen={open === 'new'}
        onOpenChange={(isOpen) => setOpen(isOpen ? 'new' : null)}
        onChange={(next) => {
          if (next) onChange(writeClauses([...clauses, next]));
          setOpen(null);
        }}
        trigger={<Chip label={t('filter.add')} tone="add" onPress={() => setOpen('new')} />}
      />
      <JsonPopover filter={filter} onChange={onChange} />
      {clauses.length > 1 && (
        <Button size="sm" variant="ghost" onPress={() => onChange(undefined)}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}

interface ClauseChipProps {
  clause: Clause;
  targets: ReturnType<typeof filterTargets>;
  onPress: () => void;
  onRemove: () => void;
}

function ClauseChip({ clause, targets, onPress, onRemove }: ClauseChipProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  if (clause.kind === 'json')
    return <Chip label="JSON" value={shortJson(clause.filter, 40)} onPress={onPress} onRemove={onRemove} />;
  const fieldOf = (name: string) => targets.find((target) => target.name === name);
  const [first, ...others] = clause.of;
  if (!first) return null;
  const words = conditionWords(first, fieldOf(first.field), { t, format });
  const rest = others.map((condition) => {
    const { operator, value } = conditionWords(condition, fieldOf(condition.field), { t, format });
    return [t('filter.or'), condition.field === first.field ? '' : condition.field, operator, value]
      .filter((word) => word !== '')
      .join(' ');
  });
  const isKnown = clause.of.every(({ field }) => fieldOf(field) !== undefined);
  return (
    <Chip
      label={first.field}
      operator={words.operator}
      value={[words.value, ...rest].join(' ').trim() || undefined}
      tone={isKnown ? 'default' : 'bad'}
      onPress={onPress}
      onRemove={onRemove}
    />
  );
}
