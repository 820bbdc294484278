import type { Command } from 'commander';
import type { DemoFlags, DemoHost } from './demo-run.ts';

/** Adds `frodb demo`. */
export function addDemoCommand(program: Command, host: DemoHost): void {
  program
    .command('demo')
    .description('Load the sample workspace into a running FroDB, or one started for the time, and search it')
    .option('--reset', 'delete the sample workspace first and load it again', false)
    .option('--url <url>', 'a FroDB that runs elsewhere (default: the one of the data folder)')
    .option('--key <key>', 'its API key (default: the admin key of the data folder)')
    .option('--data-dir <dir>', 'the data folder (default: FRODB_DATA_DIR, else that of the system)')
    .option('--json', 'print the searches and what they found as JSON', false)
    .action(async (flags: DemoFlags) => {
      // Its libraries are not read by the other commands.
      const { runDemo } = await import('./demo-run.ts');
      process.exitCode = await runDemo(flags, host);
    });
}
