import { useTranslation } from 'react-i18next';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';

export interface ChooseFilesProps {
  title: string;
  text: string;
  onFiles: (files: File[]) => void;
}

/** Where there are no files yet: what can be chosen, and what becomes of it. The whole window takes drops. */
export function ChooseFiles({ title, text, onFiles }: ChooseFilesProps) {
  const { t } = useTranslation('imports');
  const take = (files: FileList | null): void => onFiles([...(files ?? [])]);
  return (
    <EmptyState
      title={title}
      text={text}
      actions={
        <>
          <FileTrigger allowsMultiple onSelect={take}>
            <Button variant="primary">{t('page.choose')}</Button>
          </FileTrigger>
          <FileTrigger acceptDirectory onSelect={take}>
            <Button>{t('page.folder')}</Button>
          </FileTrigger>
        </>
      }
    />
  );
}
