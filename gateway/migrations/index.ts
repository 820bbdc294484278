import { init } from './0001-init.ts';
import { losses } from './0002-losses.ts';

/** Numbered steps, applied in order and never edited after they land. */
export const migrations = [
  { number: 1, name: 'init', sql: init },
  { number: 2, name: 'losses', sql: losses },
];
