/** Gets the engines that FroDB runs: see resources/engines.json for what and from where. */
export { engineNames, platformOf, platforms, type EngineName, type Platform } from './catalogue.ts';
export { EnginesError } from './engines-error.ts';
export { ensureEngines, type EnsuredEngine, type EnsuredEngines, type EnsureOptions } from './ensure.ts';
export { renderProgress, type OnProgress, type Progress } from './progress.ts';
