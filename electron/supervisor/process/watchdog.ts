import { type ChildProcess, spawn } from 'node:child_process';
import { processIdentity } from './process-identity.ts';
import type { StopSignal } from './process-group.ts';

/**
 * Reads "add PID START SIGNAL" and "del PID" lines. The pipe's end means that the supervisor is gone, however it
 * went: engines still there are asked to stop, and killed 1.2 s later. START (clock ticks, "-" where there is no
 * /proc) keeps a pid that was reused meanwhile from being hit; a zombie counts as gone.
 */
const script = `
trap '' HUP INT TERM
engines=''
while read -r op pid start signal; do
  kept=''
  for engine in $engines; do
    case $engine in "$pid":*) ;; *) kept="$kept $engine" ;; esac
  done
  engines=$kept
  if [ "$op" = add ]; then engines="$engines $pid:$start:$signal"; fi
done
alive() {
  if [ -d /proc/self ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    set -- "$2" \${stat##*) }
    case $2 in Z|X) return 1 ;; esac
    [ "$1" = - ] || [ "$1" = "\${21}" ]
  else
    kill -0 "$1" 2>/dev/null
  fi
}
each() {
  left=''
  for engine in $engines; do
    pid=\${engine%%:*}; rest=\${engine#*:}
    if alive "$pid" "\${rest%%:*}"; then
      left="$left $engine"
      case $1 in
        ask) kill -s "\${rest#*:}" -- "-$pid" 2>/dev/null ;;
        kill) kill -s KILL -- "-$pid" 2>/dev/null ;;
      esac
    fi
  done
  engines=$left
}
each ask
tries=0
while [ $tries -lt 12 ]; do
  each look
  if [ -z "$engines" ]; then exit 0; fi
  sleep 0.1
  tries=$((tries + 1))
done
each kill
`;

/** A watcher that lived so long was ended by somebody; one that didn't can't live here, and is tried more seldom. */
const steadyMs = 1_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

function spawnShell(folder: string): ChildProcess {
  return spawn('/bin/sh', ['-c', script, 'frodb-watchdog', folder], {
    detached: true,
    cwd: '/',
    env: { PATH: '/bin:/usr/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

/**
 * A tiny process in a session of its own, on the far end of a pipe from the supervisor, that ends the engines
 * when the supervisor dies without doing so itself. 1.6 MB; started before the first engine. Windows needs none:
 * libuv puts children that are not detached into a job that ends with us.
 */
export class Watchdog {
  readonly #folder: string;
  readonly #platform: NodeJS.Platform;
  readonly #spawn: (folder: string) => ChildProcess;
  readonly #later: (action: () => void, ms: number) => NodeJS.Timeout;
  readonly #watched = new Map<number, string>();
  #child: ChildProcess | undefined;
  #pauseMs = 0;
  #respawn: NodeJS.Timeout | undefined;
  #closing = false;

  constructor(
    folder: string,
    options: {
      platform?: NodeJS.Platform;
      spawn?: (folder: string) => ChildProcess;
      later?: (action: () => void, ms: number) => NodeJS.Timeout;
    } = {},
  ) {
    this.#folder = folder;
    this.#platform = options.platform ?? process.platform;
    this.#spawn = options.spawn ?? spawnShell;
    this.#later = options.later ?? setTimeout;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    if (this.#platform === 'win32') return;
    const child = this.#spawn(this.#folder);
    const startedAt = performance.now();
    this.#child = child;
    child.stdin?.on('error', () => {});
    // Somebody ended the watcher: start another, or the promise is broken from here on. What could not even be
    // spawned has an error and no exit.
    const lost = (): void => {
      if (this.#closing || this.#child !== child) return;
      this.#child = undefined;
      this.#startAgain(performance.now() - startedAt);
    };
    child.once('error', lost);
    child.once('exit', lost);
    child.unref();
    for (const line of this.#watched.values()) child.stdin?.write(line);
  }

  /** At once, but with ever longer pauses where none can live: else this would be all that the machine does. */
  #startAgain(livedMs: number): void {
    const pause = livedMs >= steadyMs ? 0 : this.#pauseMs;
    this.#pauseMs = Math.min(longestPauseMs, pause === 0 ? firstPauseMs : pause * 2);
    if (pause === 0) this.start();
    else this.#respawn = this.#later(() => this.start(), pause).unref();
  }

  add(pid: number, signal: StopSignal): void {
    const [ticks] = (processIdentity(pid) ?? '-').split('@');
    const start = this.#platform === 'linux' ? ticks : '-';
    const line = `add ${pid} ${start} ${signal.slice('SIG'.length)}\n`;
    this.#watched.set(pid, line);
    this.#child?.stdin?.write(line);
  }

  remove(pid: number): void {
    if (this.#watched.delete(pid)) this.#child?.stdin?.write(`del ${pid} - -\n`);
  }

  /** Closes the pipe and waits until the watcher is gone; whatever it still watches is ended by it. */
  async close(): Promise<void> {
    clearTimeout(this.#respawn);
    if (this.#child === undefined && this.#watched.size > 0) this.start();
    this.#closing = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.ref();
      child.stdin?.end();
    });
  }
}
