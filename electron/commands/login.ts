import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ApiError, createApiClient } from './api-client.ts';
import { connect } from './connect.ts';

export interface LoginHost {
  defaultDataDir: string;
  /** Where the link goes. */
  out: NodeJS.WritableStream;
  /** What is said beside it. */
  err: NodeJS.WriteStream;
}

interface LoginFlags {
  url?: string;
  key?: string;
  dataDir?: string;
  json: boolean;
}

interface LoginLink {
  url: string;
  expires_at: string;
}

/** Adds `frodb login`. */
export function addLoginCommand(program: Command, host: LoginHost): void {
  program
    .command('login')
    .description('Print a link that signs a browser in to Studio, once and within ten minutes')
    .option('--url <url>', 'a FroDB that runs elsewhere (default: the one of the data folder)')
    .option('--key <key>', 'an admin key of it (default: the admin key of the data folder)')
    .option('--data-dir <dir>', 'the data folder (default: FRODB_DATA_DIR, else that of the system)')
    .option('--json', 'print the link and its end as JSON', false)
    .action(async (flags: LoginFlags) => {
      process.exitCode = await login(flags, host);
    });
}

/** Resolves with the exit code. What a person can mend is said in a line, anything else is thrown. */
async function login(flags: LoginFlags, host: LoginHost): Promise<number> {
  try {
    const link = await makeLink(flags, host);
    host.out.write(`${flags.json ? JSON.stringify(link) : link.url}\n`);
    if (host.err.isTTY && !flags.json) {
      const end = new Date(link.expires_at).toLocaleTimeString();
      host.err.write(`It signs in whoever opens it first, until ${end}, with all rights.\n`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    host.err.write(`${error.message}\n`);
    return 1;
  }
}

async function makeLink({ url, key, ...flags }: LoginFlags, host: LoginHost): Promise<LoginLink> {
  const dataDir = resolve(flags.dataDir ?? host.defaultDataDir);
  const start = (): Promise<never> => {
    const words = `No FroDB runs on ${dataDir}. Start it with \`npm start\`, which prints a link too, or name its folder with --data-dir.`;
    return Promise.reject(new ApiError(0, 'not_running', words));
  };
  const connection = await connect({ url, key, dataDir, start });
  return createApiClient(connection.url, connection.key).request<LoginLink>('POST', '/studio/login-codes');
}
