import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { Note } from '../../components/note/note.tsx';

export interface GoneNoteProps {
  what: 'collection' | 'record';
  at: CollectionPath;
  /** What was typed. */
  json: Record<string, unknown>;
  onSaveAsNew?: () => void;
}

/** There is nothing to write to any more; what was typed can be taken along. */
export function GoneNote({ what, at, json, onSaveAsNew }: GoneNoteProps) {
  const { t } = useTranslation('forms');
  const isRecord = what === 'record';
  return (
    <Note
      tone="danger"
      title={isRecord ? t('gone.recordTitle') : t('gone.title', { collection: at.collection })}
      actions={
        <>
          <CopyButton text={JSON.stringify(json, null, 2)} label={t('draft.copy')} isWord />
          {isRecord && onSaveAsNew && (
            <Button size="sm" onPress={onSaveAsNew}>
              {t('gone.asNew')}
            </Button>
          )}
        </>
      }
    >
      {isRecord ? t('gone.recordText') : t('gone.text')}
    </Note>
  );
}
