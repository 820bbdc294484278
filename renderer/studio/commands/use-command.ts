import { useEffect, useRef } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { addCommand } from './command-list.ts';
import type { Command } from './command-list.ts';

/**
 * Offers a command for as long as the component is there: in the palette, in the list of shortcuts, and by its keys.
 * Keys without `mod` do nothing while somebody types in a field.
 */
export function useCommand({ isEnabled = true, ...command }: Command & { isEnabled?: boolean }): void {
  const latest = useRef(command);
  useEffect(() => {
    latest.current = command;
  });
  const { id, title, group, keys, icon, words } = command;
  useEffect(() => {
    if (!isEnabled) return;
    return addCommand({ id, title, group, keys, icon, words, run: () => latest.current.run() });
  }, [id, title, group, keys, icon, words, isEnabled]);
  const hasMod = keys?.includes('mod') ?? false;
  useHotkeys(keys ?? '', () => latest.current.run(), {
    enabled: isEnabled && keys !== undefined,
    enableOnFormTags: hasMod,
    enableOnContentEditable: hasMod,
    // Before a button that has the focus takes the key for a press.
    eventListenerOptions: { capture: hasMod },
    preventDefault: true,
    // `?` is another key on every keyboard.
    useKey: true,
  });
}
