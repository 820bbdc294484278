import { type ChildProcess, spawn } from 'node:child_process';
import { processIdentity } from './process-identity.ts';
import type { StopSignal } from './process-group.ts';
import { windowsWatchdog } from './watchdog-windows.ts';

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

/**
 * A tiny process in a session of its own, on the far end of a pipe from the supervisor, that ends the engines
 * when the supervisor dies without doing so itself. 1.6 MB; started before the first engine.
 */
export class Watchdog {
  readonly #folder: string;
  readonly #watched = new Map<number, string>();
  #child: ChildProcess | undefined;
  #closing = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const child = process.platform === 'win32' ? windowsWatchdog() : this.#spawnShell();
    this.#child = child;
    child.on('error', () => {});
    child.stdin?.on('error', () => {});
    // Somebody ended the watcher: start another, or the promise is broken from here on.
    child.on('exit', () => {
      if (!this.#closing && this.#child === child) this.start();
    });
    child.unref();
    for (const line of this.#watched.values()) child.stdin?.write(line);
  }

  #spawnShell(): ChildProcess {
    return spawn('/bin/sh', ['-c', script, 'frodb-watchdog', this.#folder], {
      detached: true,
      cwd: '/',
      env: { PATH: '/bin:/usr/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  add(pid: number, signal: StopSignal): void {
    const [ticks] = (processIdentity(pid) ?? '-').split('@');
    const start = process.platform === 'linux' ? ticks : '-';
    const line = `add ${pid} ${start} ${signal.slice('SIG'.length)}\n`;
    this.#watched.set(pid, line);
    this.#child?.stdin?.write(line);
  }

  remove(pid: number): void {
    if (this.#watched.delete(pid)) this.#child?.stdin?.write(`del ${pid} - -\n`);
  }

  /** Closes the pipe and waits until the watcher is gone; whatever it still watches is ended by it. */
  async close(): Promise<void> {
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
