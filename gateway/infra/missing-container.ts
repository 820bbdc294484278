import type { EngineName } from './engine-errors.ts';

/** An engine answered, and says that the bucket or Qdrant collection does not exist. Never worth a retry. */
export class MissingContainerError extends Error {
  readonly engine: EngineName;
  readonly container: string;

  constructor(engine: EngineName, container: string, cause?: unknown) {
    super(`${engine} has no ${container}`, cause === undefined ? undefined : { cause });
    this.name = 'MissingContainerError';
    this.engine = engine;
    this.container = container;
  }
}
