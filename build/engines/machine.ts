import { execFileSync } from 'node:child_process';

/** What a Linux machine has that programs made elsewhere may not get along with. */
export interface MachineFacts {
  /** Version of glibc; null where another C library is, as musl on Alpine. */
  glibc: string | null;
  /** Bytes of a page of memory, which a kernel is built for: 4096, on some ARM machines more. */
  pageSize: number;
}

/** Null elsewhere than on Linux, where there is one C library and one page size per architecture. */
export function lookAtMachine(platform: NodeJS.Platform = process.platform): MachineFacts | null {
  if (platform !== 'linux') return null;
  return { glibc: readGlibc(), pageSize: readPageSize() };
}

function readGlibc(): string | null {
  // Else it looks up the names of every address of this machine; newer than the types of Node 20.
  const report: NodeJS.ProcessReport & { excludeNetwork?: boolean } = process.report;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ?? null;
}

function readPageSize(): number {
  try {
    return Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' })) || 4096;
  } catch {
    // No getconf: small images, and those are not of machines with large pages.
    return 4096;
  }
}

/** Why a program that was built against this glibc does not run here, or null. */
export function glibcLack(needed: string | undefined, machine: MachineFacts | null): string | null {
  if (needed === undefined || machine === null) return null;
  if (machine.glibc === null)
    return `it is made for glibc, and this system has musl or another C library (Alpine)`;
  const [have, need] = [machine.glibc, needed].map((version) => version.split('.').map(Number));
  const [major = 0, minor = 0] = have ?? [];
  const [needMajor = 0, needMinor = 0] = need ?? [];
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return null;
  return `it needs glibc ${needed}, and this system has ${machine.glibc}`;
}

/** Why Qdrant's builds, whose allocator is made for 4 KiB, would end at once here, or null. */
export function pageSizeLack(machine: MachineFacts | null): string | null {
  if (machine === null || machine.pageSize <= 4096) return null;
  return (
    `Qdrant's programs are built for pages of 4 KiB, and this kernel has ${machine.pageSize / 1024} KiB. On a Raspberry Pi 5 put ` +
    'kernel=kernel8.img into /boot/firmware/config.txt and restart it; elsewhere build Qdrant here with ' +
    'JEMALLOC_SYS_WITH_LG_PAGE=16 and set FRODB_QDRANT_BIN to it'
  );
}
