import { create } from 'zustand';

/** Which of the two is over the page. */
export const usePalette = create<{ open: 'palette' | 'shortcuts' | null }>()(() => ({ open: null }));

/** The command palette, over whatever is open. */
export function openPalette(): void {
  usePalette.setState({ open: 'palette' });
}

/** The list of all shortcuts that work now. */
export function openShortcuts(): void {
  usePalette.setState({ open: 'shortcuts' });
}

export function closePalette(): void {
  usePalette.setState({ open: null });
}
