import { Keyboard, Search } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { closePalette, openPalette, openShortcuts, usePalette } from './palette-state.ts';
import { useCommand } from './use-command.ts';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const Shortcuts = lazy(() =>
  import('./shortcuts.tsx').then(({ Shortcuts: component }) => ({ default: component })),
);

/** The palette and the list of shortcuts, wherever one is in Studio; their code comes when there is nothing else to do. */
export function CommandCenter() {
  const { t } = useTranslation();
  const open = usePalette((state) => state.open);
  // It must be there when its keys are pressed: what one types on would go nowhere.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 1_000);
    return () => clearTimeout(timer);
  }, []);
  useCommand({
    id: 'palette',
    title: t('shell.command'),
    group: 'view',
    keys: 'mod+k',
    icon: Search,
    run: () => (open === 'palette' ? closePalette() : openPalette()),
  });
  useCommand({
    id: 'shortcuts',
    title: t('palette.shortcuts'),
    group: 'view',
    keys: '?',
    icon: Keyboard,
    run: openShortcuts,
  });
  return (
    <Suspense>
      {open === 'palette' && <Palette />}
      {open === 'shortcuts' && <Shortcuts />}
    </Suspense>
  );
}
