import { InvalidArgumentError, type Command } from 'commander';
import type { SettingsFlags } from '../host/settings.ts';

/** Adds `frodb start`. `run` gets the engines that are missing, runs FroDB and resolves with the exit code. */
export function addStartCommand(program: Command, run: (flags: SettingsFlags) => Promise<number>): void {
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
      process.exitCode = await run(flags);
    });
}

function readPort(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return text;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}
