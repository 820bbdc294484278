import { spawn } from 'node:child_process';

export interface CommandOptions {
  env: NodeJS.ProcessEnv;
  cwd?: string;
  signal?: AbortSignal;
  /** Called with each line the program says, on either stream. */
  onLine?: (line: string) => void;
}

/** Runs a program and gives what it wrote to stdout; throws with its last words when it fails or is not there. */
export async function runCommand(program: string, args: string[], options: CommandOptions): Promise<string> {
  const { env, cwd, signal, onLine } = options;
  signal?.throwIfAborted();
  return await new Promise<string>((done, fail) => {
    let output = '';
    let tail: string[] = [];
    const child = spawn(program, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // npm is a script there, and scripts need a shell.
      shell: process.platform === 'win32' && /\.cmd$/i.test(program),
      ...(cwd ? { cwd } : {}),
      ...(signal ? { signal } : {}),
    });
    function listen(chunk: string): void {
      const lines = chunk.split(/\r?\n/).filter((line) => line.trim() !== '');
      tail = [...tail, ...lines].slice(-20);
      for (const line of lines) onLine?.(line.trim());
    }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      listen(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', listen);
    child.on('error', fail);
    child.on('close', (code, killedBy) => {
      if (code === 0) done(output);
      else
        fail(
          new Error(
            `${program} ended with ${killedBy ?? `exit code ${code}`}: ${tail.slice(-3).join(' | ')}`,
          ),
        );
    });
  });
}

/** The same, but null where the program is missing or fails: for asking whether something is there. */
export async function tryCommand(
  program: string,
  args: string[],
  options: CommandOptions,
): Promise<string | null> {
  try {
    return await runCommand(program, args, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof Error) return null;
    throw error;
  }
}

/** What asking this machine about its programs takes; tests give their own. */
export interface Machine {
  platform: NodeJS.Platform;
  tryCommand: typeof tryCommand;
}

export const thisMachine: Machine = { platform: process.platform, tryCommand };
