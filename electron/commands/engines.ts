import type { Command } from 'commander';

export interface EnginesHost {
  /** Gets what is missing; what could not be had before is tried again. Gives the path of each engine, or why not. */
  getEngines(options: { trustFirstUse: boolean }): Promise<Record<string, string>>;
  out: NodeJS.WritableStream;
}

/** Adds `frodb engines`. */
export function addEnginesCommand(program: Command, host: EnginesHost): void {
  program
    .command('engines')
    .description('Get the engines that are missing: PostgreSQL, Qdrant, MinIO')
    .option(
      '--trust-first-use',
      'also fetch files of which no checksum is known yet, and hold to the one found',
      false,
    )
    .option('--json', 'print where they are as JSON', false)
    .action(async (flags: { trustFirstUse: boolean; json: boolean }) => {
      const engines = await host.getEngines(flags);
      if (flags.json) {
        host.out.write(`${JSON.stringify(engines)}\n`);
        return;
      }
      for (const [name, where] of Object.entries(engines)) host.out.write(`${name}: ${where}\n`);
    });
}
