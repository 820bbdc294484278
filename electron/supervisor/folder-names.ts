import { lockName } from './folder-lock.ts';

/** The file that makes a folder a data folder of ours. */
export const markerName = 'frodb.json';

/** What systems put into folders and onto disks by themselves, in lower case. */
const ofSystems = new Set([
  'lost+found',
  // macOS
  '.ds_store',
  '.spotlight-v100',
  '.trashes',
  '.fseventsd',
  '.temporaryitems',
  '.documentrevisions-v100',
  '.apdisk',
  '.volumeicon.icns',
  '.com.apple.timemachine.donotpresent',
  '.localized',
  // Windows
  'system volume information',
  '$recycle.bin',
  'recycler',
  'thumbs.db',
  'desktop.ini',
  'ehthumbs.db',
  // Linux desktops
  '.directory',
]);

/** Whether a folder that holds nothing but such names is taken for empty: also what a start that was cut off left. */
export function countsAsEmpty(name: string): boolean {
  const lower = name.toLowerCase();
  const isOurs = [lockName, markerName].some((own) => name === own || name.startsWith(`${own}.`));
  // Waste baskets of Linux by user id, and macOS' shadow files on foreign file systems.
  return isOurs || ofSystems.has(lower) || /^\.trash(-\d+)?$/.test(lower) || lower.startsWith('._');
}
