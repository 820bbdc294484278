import { useState } from 'react';
import { Tabs } from '../tabs/tabs.tsx';
import { Table } from '../table/table.tsx';
import type { TableSort } from '../table/table.tsx';
import { KeyValue, KeyValues } from '../key-values/key-values.tsx';
import { Section } from '../section/section.tsx';
import { TypeMark } from '../type-mark/type-mark.tsx';
import styles from './gallery.module.css';
import { Part, useSay } from './specimen.tsx';

const rows = [
  { id: 'TOC-2026-231', station: 'Marabá', stage: 6.07 },
  { id: 'TOC-2026-230', station: 'Itupiranga', stage: 5.88 },
  { id: 'XIN-2026-118', station: 'Altamira', stage: 7.61 },
  { id: 'ITA-2026-062', station: 'Fazenda Alegria', stage: 3.15 },
];

export function TablePart() {
  const say = useSay();
  const [selected, setSelected] = useState<string | null>('XIN-2026-118');
  const [sort, setSort] = useState<TableSort>({ column: 'stage', direction: 'descending' });
  return (
    <Part title={say('Tabs and table', 'Abas e tabela')}>
      <Tabs
        label={say('Parts', 'Partes')}
        items={[
          { id: 'records', label: say('Records', 'Registros'), count: '12,840', content: null },
          { id: 'schema', label: 'Schema', content: null },
          { id: 'statistics', label: say('Statistics', 'Estatísticas'), isDisabled: true, content: null },
        ]}
      />
      <Table
        isFramed
        label={say('Readings', 'Leituras')}
        columns={[
          {
            id: 'code',
            label: 'code',
            mark: <TypeMark type="string" />,
            width: '128px',
            isMono: true,
            cell: ({ id }) => id,
          },
          {
            id: 'station',
            label: 'station',
            mark: <TypeMark type="string" />,
            cell: ({ station }) => station,
          },
          {
            id: 'stage',
            label: 'stage_m',
            mark: <TypeMark type="float" />,
            width: '120px',
            isNumeric: true,
            canSort: true,
            cell: ({ stage }) => stage,
          },
        ]}
        rows={rows}
        selected={selected}
        onSelect={setSelected}
        sort={sort}
        onSort={setSort}
      />
      <div className={styles.panel}>
        <Section title={say('Fields', 'Campos')} count="2" end={<a href="#all">{say('all', 'todos')}</a>}>
          <KeyValues>
            <KeyValue label="code" mark={<TypeMark type="string" />}>
              XIN-2026-118
            </KeyValue>
            <KeyValue label="stage_m" mark={<TypeMark type="float" />}>
              7.61
            </KeyValue>
          </KeyValues>
        </Section>
      </div>
    </Part>
  );
}
