import { InvalidArgumentError, type Command } from 'commander';
import type { SettingsFlags } from '../host/settings.ts';
import type { EngineBinaries } from '../supervisor/supervisor.ts';

export interface EnginesForStart {
  binaries: EngineBinaries;
  /** MinIO is not there and a build may get it, for which the start does not wait. */
  isMinioToBuild: boolean;
}

export interface StartHost {
  /** Gets engines that are missing and that the data folder can't be served without, telling how far it is. */
  getEngines(dataDir: string | undefined): Promise<EnginesForStart>;
  run(engines: EnginesForStart, flags: SettingsFlags): Promise<number>;
}

/** Adds `frodb start`. */
export function addStartCommand(program: Command, host: StartHost): void {
  program
    .command('start')
    .description('Start the engines and FroDB, and stop them in order on Ctrl-C or SIGTERM')
    .option('--headless', 'without a window (there is none yet)')
    .option('--data-dir <dir>', 'folder of all data (default: FRODB_DATA_DIR, else that of the system)')
    .option(
      '--port <n>',
      'port of 127.0.0.1, 0 for a free one (default: FRODB_PORT, else the last one)',
      readPort,
    )
    .action(async (flags: SettingsFlags) => {
      const engines = await host.getEngines(flags.dataDir);
      process.exitCode = await host.run(engines, flags);
    });
}

function readPort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}
