/** Gets the engines that FroDB runs: see resources/engines.json for what and from where. */
export { ensureEngines } from './ensure.ts';
export { renderProgress } from './progress.ts';
