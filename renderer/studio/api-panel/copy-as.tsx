import { Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '../../components/menu/menu-button.tsx';
import { showToast } from '../../components/toast/toast.tsx';
import { snippetLanguages } from './api-request.ts';
import type { ApiRequest } from './api-request.ts';
import { useSnippetLanguage } from './use-snippet-language.ts';
import { writeSnippet } from './write-snippet.ts';

/** Copies a request as a program in the language one chooses. */
export function CopyAs({ request }: { request: ApiRequest }) {
  const { t } = useTranslation('api');
  const copy = async (language: (typeof snippetLanguages)[number]): Promise<void> => {
    useSnippetLanguage.setState({ language });
    try {
      await navigator.clipboard.writeText(writeSnippet(language, request, location.origin));
      showToast({ text: t('copied', { language: t(`language.${language}`) }) });
    } catch {
      // Browsers refuse where the page lacks focus or the address is not trusted.
      showToast({ text: t('notCopied') });
    }
  };
  return (
    <MenuButton label={t('copyAs')} icon={Copy} variant="ghost">
      {snippetLanguages.map((language) => ({
        id: language,
        label: t(`language.${language}`),
        onAction: () => void copy(language),
      }))}
    </MenuButton>
  );
}
