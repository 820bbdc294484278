import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { vi } from 'vitest';
import { bundleOptions } from '../../build/bundle.mjs';
import { engineBinaries } from '../../electron/paths.ts';
import type { EngineName } from '../../electron/supervisor/engines/engine.ts';
import type { EngineBinaries } from '../../electron/supervisor/supervisor.ts';
import type { Connections, EngineState } from '../../gateway/index.ts';

interface Said {
  event: string;
  [key: string]: unknown;
}

export interface StartOptions {
  binaries?: Partial<EngineBinaries>;
  env?: Record<string, string>;
  /** Runs it as this user; only root can. */
  user?: { uid: number; gid: number };
}

/** The program and a cache, passable for other users. */
let built: { folder: string; program: string; cacheDir: string } | undefined;

function build(): { program: string; cacheDir: string } {
  if (built === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'frodb-program-'));
    chmodSync(folder, 0o755);
    const program = join(folder, 'supervisor.mjs');
    built = { folder, program, cacheDir: join(folder, 'cache') };
    buildSync({
      entryPoints: [fileURLToPath(new URL('supervisor-main.ts', import.meta.url))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // What CommonJS packages ask for inside an ES module.
      banner: bundleOptions().banner,
    });
  }
  return built;
}

/** For `afterAll`. */
export function removeProgram(): void {
  if (built !== undefined) rmSync(built.folder, { recursive: true, force: true });
  built = undefined;
}

/** A supervisor in a process of its own, in a process group of its own as a shell would start it. */
export class SupervisorProcess {
  readonly child: ChildProcess;
  readonly said: Said[] = [];
  errors = '';

  constructor(dataDir: string, options: StartOptions = {}) {
    const binaries = { ...engineBinaries(), ...options.binaries };
    const { program, cacheDir } = build();
    const args = [program, dataDir, cacheDir, JSON.stringify(binaries)];
    this.child = spawn(process.execPath, args, {
      detached: true,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', FRODB_MIN_FREE_DISK_MB: '20', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options.user,
    });
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error('no output');
    createInterface({ input: stdout }).on('line', (line) => this.said.push(JSON.parse(line)));
    stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.errors += chunk;
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The next thing it says that matches, from the `from`th on. */
  async hears(matches: (said: Said) => boolean, from = 0): Promise<Said> {
    return vi.waitFor(
      () => {
        const found = this.said.slice(from).find(matches);
        if (found === undefined) throw new Error(`not said: ${JSON.stringify(this.said)} ${this.errors}`);
        return found;
      },
      { timeout: 40_000, interval: 20 },
    );
  }

  async settled(): Promise<EngineState[]> {
    const said = await this.hears(({ event }) => event === 'settled' || event === 'error');
    if (said.event === 'error') throw new Error(JSON.stringify(said));
    return said['engines'] as EngineState[];
  }

  connections(): Connections {
    const said = this.said.find(({ event }) => event === 'launched');
    if (said === undefined) throw new Error('not launched');
    return said['connections'] as Connections;
  }

  async refusal(): Promise<{ code: string; message: string }> {
    const said = await this.hears(({ event }) => event === 'error');
    await this.exited();
    return said as unknown as { code: string; message: string };
  }

  /** The engine's next state after what was said so far. */
  async becomes(name: EngineName, state: string, from = this.said.length): Promise<Said> {
    return this.hears((said) => said['name'] === name && said['state'] === state, from);
  }

  async exited(): Promise<void> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** Ends it with SIGTERM; gives what it said of how long the stop took. */
  async stop(): Promise<number> {
    this.child.kill('SIGTERM');
    await this.exited();
    const said = this.said.find(({ event }) => event === 'stopped');
    return Number(said?.['ms'] ?? Number.NaN);
  }
}

interface FoundProcess {
  pid: number;
  command: string;
}

/** Processes, zombies left out, with `text` in their arguments: every engine has its data folder there. */
export function processesWith(text: string): FoundProcess[] {
  const all = process.platform === 'linux' ? processesOfProc() : processesOfPs();
  return all.filter(({ pid, command }) => pid !== process.pid && command.includes(text));
}

function processesOfProc(): FoundProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

/** The same where there is no /proc. */
export function processesOfPs(): FoundProcess[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,state=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), command }];
  });
}
