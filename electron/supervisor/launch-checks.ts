import { isRunnable } from './engine-programs.ts';
import { isPortFree } from './ports.ts';
import { SupervisorError } from './supervisor-error.ts';

/** Throws `port_in_use`, which is tried again with a pause: the gateway knows the engine by this port. */
export async function requireFreePort(name: string, port: number): Promise<void> {
  if (await isPortFree(port)) return;
  throw new SupervisorError(
    'port_in_use',
    `${name} can't start: port ${port} of 127.0.0.1 is used by another program. Stop that program, or start FroDB again to get another port.`,
  );
}

/** Throws, saying how to get it, when an engine's program is not there or can't be run. */
export function requireBinary(name: string, path: string): void {
  if (isRunnable(path)) return;
  throw new SupervisorError(
    'engine_missing',
    `${name} can't start: ${path} is missing or not executable. Run \`npm run engines\` (\`frodb engines\`), which gets it or says why it can't.`,
  );
}
