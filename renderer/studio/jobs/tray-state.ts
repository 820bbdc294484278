import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { ToldJob } from './merge-jobs.ts';

/** The element, for the buttons that open it. */
export const trayId = 'jobs-tray';

interface TrayState {
  isOpen: boolean;
  /** Jobs that ended while this window saw them, the last first; until they are put away. */
  ended: readonly string[];
}

/** The tray of this window: it survives a reload, and is not that of another window. */
export const useTray = create<TrayState>()(
  persist((): TrayState => ({ isOpen: false, ended: [] }), {
    name: 'frodb.jobs-tray',
    version: 1,
    storage: createJSONStorage(() => sessionStorage),
  }),
);

/** What took less is done before anybody could wonder. */
const worthTellingMs = 2_000;
const endedAtMost = 20;

/** Shows the jobs that run and those that just ended, at the bottom right. */
export function openTray(): void {
  useTray.setState({ isOpen: true });
}

/** Puts away what has ended, too. */
export function closeTray(): void {
  useTray.setState({ isOpen: false, ended: [] });
}

export function toggleTray(): void {
  if (useTray.getState().isOpen) closeTray();
  else openTray();
}

/** Keeps a job that ended to be looked at. */
export function noteEnded({ id, state, created_at: from, ended_at: to }: ToldJob): void {
  const took = Date.parse(to ?? from) - Date.parse(from);
  if (state !== 'failed' && took < worthTellingMs) return;
  useTray.setState(({ ended }) => ({
    ended: [id, ...ended.filter((other) => other !== id)].slice(0, endedAtMost),
  }));
}

/** Takes one out of those that have ended: it goes on, or is not there any more. */
export function forgetEnded(id: string): void {
  useTray.setState(({ ended }) => ({ ended: ended.filter((other) => other !== id) }));
}
