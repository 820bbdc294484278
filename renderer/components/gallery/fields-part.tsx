import { useState } from 'react';
import { ComboBox } from '../combo-box/combo-box.tsx';
import { DateField } from '../date-field/date-field.tsx';
import { FileDrop } from '../file-drop/file-drop.tsx';
import { NumberField } from '../number-field/number-field.tsx';
import { SearchField } from '../search-field/search-field.tsx';
import { TagField } from '../tag-field/tag-field.tsx';
import { TextField } from '../text-field/text-field.tsx';
import { TypeMark } from '../type-mark/type-mark.tsx';
import styles from './gallery.module.css';
import { Part, Specimen, useSay } from './specimen.tsx';

const rivers = ['Iriri', 'Tapajós', 'Xingu'].map((name) => ({ id: name, label: name }));

export function FieldsPart() {
  const say = useSay();
  const [text, setText] = useState('Altamira');
  const station = say('Station', 'Estação');
  const common = { label: station, isLabelHidden: true, value: text, onChange: setText };
  return (
    <Part title={say('Inputs', 'Campos')}>
      <div className={styles.three}>
        <Specimen name="rest">
          <TextField {...common} />
        </Specimen>
        <Specimen name="hover" force="hovered" on="[data-size]">
          <TextField {...common} />
        </Specimen>
        <Specimen name="focus" force="focus-within" on="[data-size]">
          <TextField {...common} />
        </Specimen>
        <Specimen name="placeholder">
          <TextField {...common} value="" placeholder={station} />
        </Specimen>
        <Specimen name="off">
          <TextField {...common} isDisabled />
        </Specimen>
        <Specimen name="unit">
          <TextField {...common} value="7.61" unit="m" />
        </Specimen>
      </div>
      <TypedFields />
    </Part>
  );
}

function TypedFields() {
  const say = useSay();
  const [code, setCode] = useState('XIN-2026-118');
  const [level, setLevel] = useState<number | null>(7.61);
  const [note, setNote] = useState('');
  const [query, setQuery] = useState('Altamira');
  const [river, setRiver] = useState<string | null>('Xingu');
  const [day, setDay] = useState<string | null>('2026-11-14');
  const [time, setTime] = useState<string | null>('2026-11-14T09:12:00Z');
  const [tags, setTags] = useState<string[]>(['cheia', 'Xingu']);
  return (
    <div className={styles.two}>
      <TextField
        label="code"
        mark={<TypeMark type="string" />}
        isRequired
        value={code}
        onChange={setCode}
        error={
          <>
            {say('“XIN-2026-118” is already used by ', '“XIN-2026-118” já é usado por ')}
            <a href="#another">{say('another record', 'outro registro')}</a>
          </>
        }
      />
      <TextField
        label="flow_m3s"
        mark={<TypeMark type="float" />}
        unit="m³/s"
        isNullWhenEmpty
        value=""
        onChange={() => undefined}
        description={say('Empty means null: not measured.', 'Vazio quer dizer null: não medido.')}
      />
      <NumberField
        label="stage_m"
        mark={<TypeMark type="float" />}
        unit="m"
        value={level}
        onChange={setLevel}
        description={say('At least 0.', 'No mínimo 0.')}
      />
      <SearchField label={say('Find a field', 'Buscar um campo')} value={query} onChange={setQuery} />
      <ComboBox
        label="river"
        mark={<TypeMark type="string" />}
        items={rivers}
        value={river}
        onChange={setRiver}
        hasOwnValues
      />
      <TagField label="tags" mark={<TypeMark type="array" />} value={tags} onChange={setTags} />
      <DateField label="day" mark={<TypeMark type="date" />} kind="date" value={day} onChange={setDay} />
      <DateField
        label="observed_at"
        mark={<TypeMark type="datetime" />}
        kind="datetime"
        value={time}
        onChange={setTime}
      />
      <TextField label="note" mark={<TypeMark type="text" />} isMultiline value={note} onChange={setNote} />
      <FileDrop
        label={say('Files', 'Arquivos')}
        text={say('Drop files here, or', 'Solte arquivos aqui ou')}
        chooseLabel={say('choose', 'escolha')}
        onFiles={() => undefined}
        isMultiple
      />
    </div>
  );
}
