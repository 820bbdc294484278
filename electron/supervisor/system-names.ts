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

/** What a system may put into any folder by itself: it makes no folder somebody's. */
export function isOfSystem(name: string): boolean {
  const lower = name.toLowerCase();
  // Waste baskets of Linux by user id, and macOS' shadow files on foreign file systems.
  return ofSystems.has(lower) || /^\.trash(-\d+)?$/.test(lower) || lower.startsWith('._');
}
