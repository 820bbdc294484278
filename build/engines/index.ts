/** Gets the engines that FroDB runs: see resources/engines.json for what and from where. */
export { ensureEngines } from './ensure.ts';
export type { EnsuredEngines, EnsureOptions } from './ensure.ts';
export type { FetchProgress } from './progress.ts';
