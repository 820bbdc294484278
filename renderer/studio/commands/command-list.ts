import type { LucideIcon } from 'lucide-react';
import { create } from 'zustand';

/** Something that can be done now, from the palette, by its keys, and wherever a page shows a button for it. */
export interface Command {
  /** Stable, `records.new`. */
  id: string;
  /** As people read it, translated. */
  title: string;
  /** Under what the palette lists it. `here`: of the page that is open. */
  group: 'here' | 'go' | 'create' | 'view';
  /** `mod+k`, or one key after another: `g>h`. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
  keys?: string;
  icon?: LucideIcon;
  /** Further words that find it in the palette. */
  words?: string;
  run: () => void;
}

/** All commands that can be run now, in the order in which their pages registered them. */
export const useCommandList = create<{ commands: readonly Command[] }>()(() => ({ commands: [] }));

/** Adds a command, in the place of one with its id; returns what takes it away. */
export function addCommand(command: Command): () => void {
  useCommandList.setState(({ commands }) => ({
    commands: [...commands.filter(({ id }) => id !== command.id), command],
  }));
  return () =>
    useCommandList.setState(({ commands }) => ({ commands: commands.filter((one) => one !== command) }));
}
