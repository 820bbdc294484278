import type { Engine } from './engine.ts';
import type { EngineLog } from '../process/engine-log.ts';
import { ManagedProcess, type ProcessEvent, type ProcessTimes } from '../process/managed-process.ts';
import { PidFile } from '../process/pid-file.ts';
import { diskOfFolder, memoryOfGroup } from '../process/usage.ts';
import type { Watchdog } from '../process/watchdog.ts';

const usageIsFreshMs = 5_000;

/** An engine with its process and what can be told about it. */
export class ManagedEngine {
  readonly engine: Engine;
  readonly process: ManagedProcess;
  readonly log: EngineLog;
  #version: string | undefined;
  #usage: { memoryBytes?: number; diskBytes?: number } = {};
  #usageAt = Number.NEGATIVE_INFINITY;

  constructor(
    engine: Engine,
    log: EngineLog,
    options: {
      pidFolder: string;
      watchdog: Watchdog;
      times: ProcessTimes;
      onEvent(event: ProcessEvent): void;
    },
  ) {
    this.engine = engine;
    this.log = log;
    this.process = new ManagedProcess({
      name: engine.name,
      stopSignal: engine.stopSignal,
      times: options.times,
      log,
      watchdog: options.watchdog,
      pidFile: new PidFile(options.pidFolder, engine.name, engine.stopSignal),
      prepare: (stop, attempt) => engine.prepare(stop, attempt),
      probe: (pid) => engine.probe(pid),
      onEvent: (event) => options.onEvent(event),
    });
  }

  /** As it says at its start; undefined until then. */
  get version(): string | undefined {
    if (this.#version === undefined) {
      const lines = this.log.page(0).lines;
      for (const { text } of lines) this.#version ??= this.engine.versionPattern.exec(text)?.[1];
    }
    return this.#version;
  }

  /** Those of the last look; a new look begins if that was a while ago. */
  get usage(): { memoryBytes?: number; diskBytes?: number } {
    if (performance.now() - this.#usageAt > usageIsFreshMs) void this.#measure();
    return this.#usage;
  }

  async #measure(): Promise<void> {
    this.#usageAt = performance.now();
    const { pid } = this.process;
    if (pid === undefined) return;
    const memoryBytes = await memoryOfGroup(pid).catch(() => undefined);
    const diskBytes = await diskOfFolder(this.engine.folder);
    this.#usage = { diskBytes, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  }
}
