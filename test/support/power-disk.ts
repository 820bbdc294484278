import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * EXT4_IOC_SHUTDOWN, and its flag to flush no journal first: nothing that was not synced gets to the disk any more, as
 * when the power goes. Node has no ioctl; perl is in every Debian.
 */
const shutdown = `open(my $dir, '<', $ARGV[0]) or die $!;
my $flag = pack('I', 2);
ioctl($dir, 0x8004587D, $flag) or die $!;`;

/** A disk of its own, in a file, from which the power can be taken. For root on Linux: see `capabilities.powerLoss`. */
export class PowerDisk {
  /** Where it is mounted; every user may pass. */
  readonly folder: string;
  readonly #place: string;
  readonly #image: string;

  /** `commitSeconds`: how often it writes its journal by itself; what nobody syncs is lost with up to so much time. */
  constructor(
    megabytes: number,
    private readonly commitSeconds: number,
  ) {
    this.#place = mkdtempSync(join(tmpdir(), 'frodb-power-'));
    chmodSync(this.#place, 0o711);
    this.#image = join(this.#place, 'disk');
    this.folder = join(this.#place, 'mounted');
    mkdirSync(this.folder);
    try {
      writeFileSync(this.#image, '');
      truncateSync(this.#image, megabytes * 1_048_576);
      run('mkfs.ext4', '-q', '-F', this.#image);
      this.#mount();
    } catch (error) {
      rmSync(this.#place, { recursive: true });
      throw error;
    }
  }

  /** Takes the power. Whoever has files open there gets errors from now on, and has to be ended before `restore`. */
  cut(): void {
    run('perl', '-e', shutdown, this.folder);
  }

  /** Gives the power back: what was on the disk is there again, and nothing else. */
  async restore(): Promise<void> {
    await this.#unmount();
    this.#mount();
  }

  async remove(): Promise<void> {
    try {
      await this.#unmount();
    } catch {
      // A process that a failed test left still has it: it goes when that ends.
      run('umount', '--lazy', this.folder);
    }
    rmSync(this.#place, { recursive: true });
  }

  #mount(): void {
    run('mount', '-o', `loop,commit=${this.commitSeconds}`, this.#image, this.folder);
  }

  /** Processes that were just killed may hold it for a moment. */
  async #unmount(): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      try {
        run('umount', this.folder);
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(20);
      }
    }
  }
}

/** Null when power losses can be tried here, else why not. */
export async function whyNoPowerLoss(): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it takes root on Linux';
  try {
    const disk = new PowerDisk(8, 5);
    try {
      disk.cut();
    } finally {
      await disk.remove();
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function run(program: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr.trim()}`);
}
