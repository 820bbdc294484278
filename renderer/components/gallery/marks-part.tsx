import { useState } from 'react';
import { Chip } from '../chip/chip.tsx';
import { Kbd } from '../kbd/kbd.tsx';
import { StateMark } from '../state-mark/state-mark.tsx';
import { StoreMarks } from '../store-marks/store-marks.tsx';
import { Tag } from '../tag/tag.tsx';
import { TypeMark } from '../type-mark/type-mark.tsx';
import styles from './gallery.module.css';
import { Part, useSay } from './specimen.tsx';

const states = ['running', 'starting', 'slow', 'waiting', 'stopped', 'failed'] as const;
const types = [
  'string',
  'text',
  'int',
  'float',
  'boolean',
  'date',
  'datetime',
  'uuid',
  'enum',
  'file',
  'array',
  'json',
] as const;

export function MarksPart() {
  const say = useSay();
  const [isThere, setThere] = useState(true);
  return (
    <Part title={say('Chips, tags, marks', 'Filtros, etiquetas, marcas')}>
      <div className={styles.row}>
        {isThere && (
          <Chip
            label="river"
            operator={say('is', 'é')}
            value="Xingu"
            onPress={() => undefined}
            onRemove={() => setThere(false)}
          />
        )}
        <Chip label="stage_m" operator=">" value="6.5" onRemove={() => undefined} />
        <Chip label="status" operator={say('is', 'é')} value={say('open', 'aberto')} tone="on" />
        <Chip
          label="rivr"
          operator={say('no such field', 'não existe')}
          tone="bad"
          onRemove={() => undefined}
        />
        <Chip label={say('Filter', 'Filtro')} tone="add" onPress={() => setThere(true)} />
      </div>
      <div className={styles.row}>
        <Tag>{say('draft', 'rascunho')}</Tag>
        <Tag tone="ok">{say('checked', 'conferido')}</Tag>
        <Tag tone="info">{say('new', 'novo')}</Tag>
        <Tag tone="warn">{say('OCR unsure', 'OCR incerto')}</Tag>
        <Tag tone="danger">{say('1 problem', '1 problema')}</Tag>
        <span>
          <Kbd keys="mod+k" />
        </span>
        <span>
          <Kbd keys="g>h" />
        </span>
        <StoreMarks stores={['postgres', 'qdrant', 'minio']} />
        <StoreMarks stores={['postgres']} />
      </div>
      <div className={styles.row}>
        {states.map((state) => (
          <StateMark key={state} state={state} label={state} />
        ))}
      </div>
      <div className={styles.row}>
        {types.map((type) => (
          <span key={type}>
            <TypeMark type={type} /> {type}
          </span>
        ))}
      </div>
    </Part>
  );
}
