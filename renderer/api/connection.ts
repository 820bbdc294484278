import { create } from 'zustand';

/** Whether FroDB answers; whatever speaks to it reports, and the shell tells people. */
export const useConnection = create<{ isReached: boolean }>()(() => ({ isReached: true }));

export function reportReached(): void {
  if (!useConnection.getState().isReached) useConnection.setState({ isReached: true });
}

export function reportUnreached(): void {
  if (useConnection.getState().isReached) useConnection.setState({ isReached: false });
}
