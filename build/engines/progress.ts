import type { EngineName } from './catalogue.ts';

/** One step on the way to an engine. `done` and `total` are bytes, only while something is transferred. */
export interface FetchProgress {
  step: 'fetch';
  name: EngineName;
  state: 'wait' | 'download' | 'verify' | 'unpack' | 'build' | 'done' | 'missing';
  /** In words: the file, the last line of a build, the reason. */
  message: string;
  done?: number;
  total?: number;
}
