import { RefreshCw, ScanSearch, Trash2, Upload } from 'lucide-react';
import { Button } from '../button/button.tsx';
import { IconButton } from '../icon-button/icon-button.tsx';
import styles from './gallery.module.css';
import { Part, Specimen, useSay } from './specimen.tsx';

export function ButtonsPart() {
  const say = useSay();
  const save = say('Save', 'Salvar');
  const importWord = say('Import', 'Importar');
  return (
    <Part title={say('Buttons', 'Botões')}>
      <div className={styles.six}>
        <Specimen name="rest">
          <Button variant="primary">{save}</Button>
        </Specimen>
        <Specimen name="hover" force="hovered">
          <Button variant="primary">{save}</Button>
        </Specimen>
        <Specimen name="pressed" force="pressed">
          <Button variant="primary">{save}</Button>
        </Specimen>
        <Specimen name="focus" force="focus-visible">
          <Button variant="primary">{save}</Button>
        </Specimen>
        <Specimen name="busy">
          <Button variant="primary" isBusy>
            {say('Saving', 'Salvando')}
          </Button>
        </Specimen>
        <Specimen name="off">
          <Button variant="primary" isDisabled>
            {save}
          </Button>
        </Specimen>
        <Specimen name="rest">
          <Button icon={Upload}>{importWord}</Button>
        </Specimen>
        <Specimen name="hover" force="hovered">
          <Button icon={Upload}>{importWord}</Button>
        </Specimen>
        <Specimen name="pressed" force="pressed">
          <Button icon={Upload}>{importWord}</Button>
        </Specimen>
        <Specimen name="focus" force="focus-visible">
          <Button icon={Upload}>{importWord}</Button>
        </Specimen>
        <Specimen name="ghost">
          <Button icon={Upload} variant="ghost">
            {importWord}
          </Button>
        </Specimen>
        <Specimen name="off">
          <Button icon={Upload} isDisabled>
            {importWord}
          </Button>
        </Specimen>
        <OtherButtons />
      </div>
    </Part>
  );
}

function OtherButtons() {
  const say = useSay();
  const remove = say('Delete', 'Apagar');
  return (
    <>
      <Specimen name="destroys">
        <Button variant="danger">{remove}</Button>
      </Specimen>
      <Specimen name="hover" force="hovered">
        <Button variant="danger">{remove}</Button>
      </Specimen>
      <Specimen name="quiet">
        <Button variant="danger-quiet" icon={Trash2}>
          {remove}
        </Button>
      </Specimen>
      <Specimen name="icon">
        <IconButton icon={RefreshCw} label={say('Reload', 'Recarregar')} shortcut="r" />
      </Specimen>
      <Specimen name="icon, on">
        <IconButton icon={ScanSearch} label={say('X-ray', 'Raio X')} shortcut="x" isOn />
      </Specimen>
      <Specimen name="small">
        <Button size="sm">{say('Restart', 'Reiniciar')}</Button>
      </Specimen>
      <Specimen name="large">
        <Button size="lg">{say('Import', 'Importar')}</Button>
      </Specimen>
      <Specimen name="link">
        <Button href="https://example.org/">{say('Manual', 'Manual')}</Button>
      </Specimen>
      <Specimen name="on">
        <Button isOn>JSON</Button>
      </Specimen>
    </>
  );
}
