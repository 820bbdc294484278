import { Plus, RefreshCw, Undo2, Upload } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../button/button.tsx';
import { ConfirmDialog } from '../confirm-dialog/confirm-dialog.tsx';
import { CopyButton } from '../copy-button/copy-button.tsx';
import { EmptyState } from '../empty-state/empty-state.tsx';
import { Kbd } from '../kbd/kbd.tsx';
import { Note } from '../note/note.tsx';
import { ProgressBar } from '../progress-bar/progress-bar.tsx';
import { ProgressRing } from '../progress-ring/progress-ring.tsx';
import { ScoreBar } from '../score-bar/score-bar.tsx';
import { SkeletonRows } from '../skeleton/skeleton.tsx';
import { showToast } from '../toast/toast.tsx';
import styles from './gallery.module.css';
import { Part, useSay } from './specimen.tsx';

export function MessagesPart() {
  const say = useSay();
  return (
    <>
      <Part
        title={say(
          'Notes: what happened, what it means, what to do',
          'Avisos: o que houve, o que significa, o que fazer',
        )}
      >
        <Note
          tone="danger"
          isAlert={false}
          title={say('Nothing was written.', 'Nada foi gravado.')}
          actions={
            <>
              <Button size="sm" icon={RefreshCw}>
                {say('Retry', 'Tentar de novo')}
              </Button>
              <Button size="sm" variant="ghost">
                {say('Open engines', 'Abrir motores')}
              </Button>
            </>
          }
        >
          {say(
            'MinIO did not answer in 30 s. The draft is kept on this machine.',
            'O MinIO não respondeu em 30 s. O rascunho fica nesta máquina.',
          )}
        </Note>
        <Note
          tone="warn"
          title={say('OCR is unsure on 3 of 22 pages.', 'O OCR está incerto em 3 de 22 páginas.')}
        >
          {say(
            'They are in the collection; check them before you quote them.',
            'Elas estão na coleção; confira antes de citar.',
          )}
        </Note>
        <Note
          tone="info"
          title={say('Search by meaning is still building.', 'A busca por sentido ainda está sendo montada.')}
        >
          {say('488 of 1,284 records are in.', '488 de 1.284 registros já estão.')}
        </Note>
        <Note
          icon={Undo2}
          actions={
            <>
              <Button size="sm" variant="ghost">
                {say('Undo', 'Desfazer')}
              </Button>
              <Kbd keys="mod+z" />
            </>
          }
        >
          {say('3 records deleted.', '3 registros apagados.')}
        </Note>
      </Part>
      <Waiting />
      <Dialogs />
    </>
  );
}

function Waiting() {
  const say = useSay();
  const embedding = say('Embedding reports', 'Indexando relatórios');
  return (
    <Part title={say('Empty, loading, progress', 'Vazio, carregando, andamento')}>
      <div className={styles.two}>
        <EmptyState
          isPanel
          title={say('No records yet', 'Nenhum registro ainda')}
          text={say(
            'Make one by hand, or drop a CSV or PDFs here.',
            'Crie um à mão ou solte aqui um CSV ou PDFs.',
          )}
          actions={
            <>
              <Button variant="primary" icon={Plus}>
                {say('New record', 'Novo registro')}
              </Button>
              <Button icon={Upload}>{say('Import', 'Importar')}</Button>
            </>
          }
        />
        <EmptyState
          isPanel
          title={say('Nothing matches these filters', 'Nada passa por estes filtros')}
          text={say(
            '12,840 records are hidden by river is Jari.',
            '12.840 registros estão ocultos por rio é Jari.',
          )}
          actions={<Button>{say('Remove the filter', 'Remover o filtro')}</Button>}
        />
      </div>
      <div className={styles.panel} style={{ padding: '2px 12px' }}>
        <SkeletonRows count={3} />
      </div>
      <ProgressBar label={embedding} value={0.38} />
      <ProgressBar label={embedding} value={0.22} isFailed />
      <ProgressBar label={embedding} value={null} />
      <div className={styles.row}>
        <ProgressRing label={embedding} value={0.38} />
        <ProgressRing label={embedding} value={null} />
        <ScoreBar value={0.7} />
        <CopyButton text="req_7c1e09d2-41aa" />
        <CopyButton text="req_7c1e09d2-41aa" isWord />
        <Button
          size="sm"
          onPress={() =>
            showToast({
              text: say('3 records deleted.', '3 registros apagados.'),
              action: { label: say('Undo', 'Desfazer'), onPress: () => undefined },
            })
          }
        >
          Toast
        </Button>
      </div>
    </Part>
  );
}

function Dialogs() {
  const say = useSay();
  const [isOpen, setOpen] = useState(false);
  return (
    <Part title={say('Dialog, only for what destroys', 'Diálogo, só para o que destrói')}>
      <div className={styles.row}>
        <Button variant="danger-quiet" onPress={() => setOpen(true)}>
          {say('Delete collection', 'Apagar coleção')}
        </Button>
      </div>
      {isOpen && (
        <ConfirmDialog
          title={say('Delete collection reports?', 'Apagar a coleção relatórios?')}
          text={say('This cannot be undone from the history.', 'O histórico não desfaz isto.')}
          losses={[
            {
              store: 'Postgres',
              label: say('records, with 3,902 revisions', 'registros, com 3.902 revisões'),
              count: '1,284',
            },
            { store: 'Qdrant', label: say('chunks and vectors', 'trechos e vetores'), count: '28,117' },
            { store: 'MinIO', label: say('files, 6.1 GB', 'arquivos, 6,1 GB'), count: '1,310' },
          ]}
          typeToConfirm="reports"
          confirmLabel={say('Delete 1,284 records', 'Apagar 1.284 registros')}
          onConfirm={() => setOpen(false)}
          onClose={() => setOpen(false)}
        />
      )}
    </Part>
  );
}
