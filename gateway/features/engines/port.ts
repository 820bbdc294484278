/** What the host of the gateway tells of the engines; external ones say `managed: false`. */
export interface EnginesPort {
  list(): EngineState[];
  /** Lines after number `after`; `next` is what to ask with for those that follow. */
  logs(name: EngineState['name'], after: number): EngineLogPage;
  /** Resolves when it is ready again. */
  restart(name: EngineState['name']): Promise<void>;
  /** Called with each new state of an engine; never for external ones, of which nothing is known. */
  onChange(handler: (state: EngineState) => void): void;
}

export interface EngineState {
  name: 'postgres' | 'qdrant' | 'minio';
  managed: boolean;
  state: 'stopped' | 'starting' | 'ready' | 'stopping' | 'failed';
  pid?: number;
  memoryBytes?: number;
  diskBytes?: number;
  port?: number;
  version?: string;
  uptimeSeconds?: number;
  /** Why it is not ready. */
  reason?: string;
}

export interface EngineLogPage {
  lines: { n: number; text: string }[];
  next: number;
}
