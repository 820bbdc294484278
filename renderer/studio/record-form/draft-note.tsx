import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { useFormat } from '../format/use-format.ts';
import type { DraftStart, DraftState } from './use-draft.ts';

/** The form begins with what was typed before: since when, and the way to begin without it. */
export function DraftNote({ start, onDiscard }: { start: DraftStart; onDiscard: () => void }) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  if (start.from === null) return null;
  return (
    <>
      {start.lost.length > 0 && (
        <Note tone="warn" isAlert>
          {t('files.lost', { names: format.list(start.lost) })}
        </Note>
      )}
      <Note
        actions={
          <Button size="sm" onPress={onDiscard}>
            {t('draft.discard')}
          </Button>
        }
      >
        {t('draft.from', { time: format.dateTime(start.from) })}
      </Note>
    </>
  );
}

/** In the status bar: what was typed is kept, and since when. */
export function DraftStatus({ draft }: { draft: DraftState }) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  if (draft.state === 'none') return null;
  return (
    <span>
      {draft.state === 'kept'
        ? t('draft.kept', { time: format.dateTime(draft.at).slice(-5) })
        : t('draft.notKept')}
    </span>
  );
}
