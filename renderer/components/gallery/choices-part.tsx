import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Checkbox } from '../checkbox/checkbox.tsx';
import { MenuButton } from '../menu/menu-button.tsx';
import { MenuBody } from '../menu/menu.tsx';
import menuStyles from '../menu/menu.module.css';
import { Popover } from '../popover/popover.tsx';
import { Button } from '../button/button.tsx';
import { RadioGroup } from '../radio-group/radio-group.tsx';
import { Segmented } from '../segmented/segmented.tsx';
import { Select } from '../select/select.tsx';
import { Switch } from '../switch/switch.tsx';
import styles from './gallery.module.css';
import { Part, Specimen, useSay } from './specimen.tsx';

const rivers = ['Iriri', 'Tapajós', 'Xingu'].map((name) => ({ id: name, label: name }));

export function ChoicesPart() {
  const say = useSay();
  const [river, setRiver] = useState('Xingu');
  const common = {
    label: say('River', 'Rio'),
    isLabelHidden: true,
    items: rivers,
    value: river,
    onChange: setRiver,
  };
  const entries = [
    { id: 'edit', label: say('Edit', 'Editar'), icon: Pencil, shortcut: 'e', onAction: () => undefined },
    'separator',
    {
      id: 'delete',
      label: say('Delete', 'Apagar'),
      icon: Trash2,
      shortcut: 'backspace',
      isDanger: true,
      onAction: () => undefined,
    },
  ] as const;
  return (
    <Part title={say('Select, menu, switches', 'Seleção, menu, chaves')}>
      <div className={styles.three}>
        <Specimen name="rest">
          <Select {...common} />
        </Specimen>
        <Specimen name="focus" force="focus-visible">
          <Select {...common} />
        </Specimen>
        <Specimen name="off">
          <Select {...common} isDisabled />
        </Specimen>
      </div>
      <div className={styles.two}>
        <div className={menuStyles.popover}>
          <MenuBody
            label={say('Example', 'Exemplo')}
            items={[
              { id: 'rivers', title: say('River', 'Rio'), items: rivers, value: river, onChange: setRiver },
              ...entries,
            ]}
          />
        </div>
        <Choices />
      </div>
      <div className={styles.row}>
        <MenuButton label={say('More', 'Mais')}>{entries}</MenuButton>
        <Popover label={say('Facts', 'Fatos')} trigger={<Button>{say('Popover', 'Balão')}</Button>}>
          {say('A few facts, or a small form.', 'Alguns fatos, ou um pequeno formulário.')}
        </Popover>
      </div>
    </Part>
  );
}

function Choices() {
  const say = useSay();
  const [isOn, setOn] = useState(true);
  const [mode, setMode] = useState<'each' | 'all'>('all');
  const [rows, setRows] = useState<'28' | '32' | '40'>('32');
  return (
    <div className={styles.stack}>
      <div className={styles.row}>
        <Checkbox label="off" isSelected={false} onChange={() => undefined} />
        <Checkbox label="on" isSelected onChange={() => undefined} />
        <Checkbox label="some" isSelected={false} isIndeterminate onChange={() => undefined} />
        <Specimen name="focus" force="focus-visible" on="label">
          <Checkbox label="focus" isLabelHidden isSelected={isOn} onChange={setOn} />
        </Specimen>
        <Checkbox label="disabled" isSelected isDisabled onChange={() => undefined} />
      </div>
      <RadioGroup
        label={say('What is saved', 'O que se grava')}
        isLabelHidden
        isRow
        items={[
          { id: 'each', label: say('Each', 'Cada um') },
          { id: 'all', label: say('All or nothing', 'Tudo ou nada') },
        ]}
        value={mode}
        onChange={setMode}
      />
      <div className={styles.row}>
        <Switch label="off" isSelected={false} onChange={() => undefined} />
        <Switch label="on" isSelected={isOn} onChange={setOn} />
        <Segmented
          label={say('Height of rows', 'Altura das linhas')}
          size="sm"
          items={[
            { id: '28', label: '28' },
            { id: '32', label: '32' },
            { id: '40', label: '40' },
          ]}
          value={rows}
          onChange={setRows}
        />
      </div>
      <Checkbox
        label={say('Send a copy', 'Enviar uma cópia')}
        description={say('To the address of the key.', 'Para o endereço da chave.')}
        isSelected={isOn}
        onChange={setOn}
      />
    </div>
  );
}
