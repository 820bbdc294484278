import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How a program is started. `uid` and `gid` are given only when root hands it to another user. */
export interface Launch {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** What it reads from its standard input; nothing by default. */
  input?: string;
  user?: { uid: number; gid: number };
  /** A program that asks it to stop, run in the place of a signal where there are none. */
  stop?: { command: string; args: readonly string[] };
}

export interface Gated {
  child: ChildProcess;
  stdout: Readable;
  stderr: Readable;
  /** Lets the program begin. */
  open(): void;
}

/**
 * Starts a program in a process group of its own that begins only when it is let: the shell waits for a line and
 * then becomes the program (same pid). Until then the watchdog and the pid file learn of it. If we die in
 * between, the shell reads the pipe's end and goes: there is no moment in which an engine nobody knows of runs.
 */
export function spawnGated(launch: Launch): Gated {
  const gate = process.platform !== 'win32';
  const gated = ['-c', 'read -r go && exec "$@"', 'sh', launch.command, ...launch.args];
  const child = spawn(gate ? '/bin/sh' : launch.command, gate ? gated : [...launch.args], {
    cwd: launch.cwd,
    detached: gate,
    env: launch.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...launch.user,
  });
  child.stdin.on('error', () => {});
  const open = (): void => {
    child.stdin.end(`${gate ? 'go\n' : ''}${launch.input ?? ''}`);
  };
  return { child, stdout: child.stdout, stderr: child.stderr, open };
}
