import { init } from './0001-init.ts';

/** Numbered steps, applied in order and never edited after they land. */
export const migrations = [{ number: 1, name: 'init', sql: init }];
