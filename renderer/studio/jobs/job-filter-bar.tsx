import { useTranslation } from 'react-i18next';
import { Segmented } from '../../components/segmented/segmented.tsx';
import { Select } from '../../components/select/select.tsx';
import { jobStates } from '../../../gateway/contract/enumerations.ts';
import { jobKindNames } from './job-state.ts';
import type { JobFilter } from './job-state.ts';
import { useJobWords } from './use-job-words.ts';

/** Which jobs the list shows. */
export function JobFilterBar({
  filter: { state, kind },
  onChange,
}: {
  filter: JobFilter;
  onChange: (filter: JobFilter) => void;
}) {
  const { t } = useTranslation('jobs');
  const words = useJobWords();
  const states = [
    { id: 'all' as const, label: t('list.all') },
    ...jobStates.map((id) => ({ id, label: t(`list.states.${id}`) })),
  ];
  const kinds = [
    { id: 'all' as const, label: t('list.allKinds') },
    ...jobKindNames.map((id) => ({ id, label: words.kind(id) })),
  ];
  return (
    <>
      <Segmented
        label={t('list.state')}
        items={states}
        value={state ?? 'all'}
        onChange={(chosen) => onChange({ kind, state: chosen === 'all' ? undefined : chosen })}
      />
      <Select
        label={t('list.kind')}
        isLabelHidden
        size="sm"
        items={kinds}
        value={kind ?? 'all'}
        onChange={(chosen) => onChange({ state, kind: chosen === 'all' ? undefined : chosen })}
      />
    </>
  );
}
