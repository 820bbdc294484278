import { CodeXml } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { Popover } from '../../components/popover/popover.tsx';
import { useCommand } from '../commands/use-command.ts';
import { useApiSnippets } from './use-api-snippet.ts';

/** Fetched when somebody first opens it: it is in the head of every page. */
const ApiPanel = lazy(async () => ({ default: (await import('./api-panel.tsx')).ApiPanel }));

/** In the head of a page: the requests behind what it shows; not there where no page told one. */
export function ApiButton() {
  const { t } = useTranslation('api');
  const requests = useApiSnippets((told) => told.requests);
  const [isOpen, setIsOpen] = useState(false);
  const isEnabled = requests.length > 0;
  useCommand({
    id: 'api.open',
    title: t('open'),
    group: 'here',
    keys: 'mod+i',
    icon: CodeXml,
    words: 'curl typescript python http snippet',
    isEnabled,
    run: () => setIsOpen(true),
  });
  if (!isEnabled) return null;
  return (
    <Popover
      label={t('title')}
      placement="bottom end"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={<IconButton icon={CodeXml} label={t('open')} shortcut="mod+i" isOn={isOpen || undefined} />}
    >
      <Suspense>
        <ApiPanel requests={requests} />
      </Suspense>
    </Popover>
  );
}
