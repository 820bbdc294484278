import { Writable } from 'node:stream';
import { afterEach, expect, it, vi } from 'vitest';
import { createDiskWatch } from './disk-watch.ts';
import type { DiskState, DiskWatch } from './disk-watch.ts';
import { createLogger } from './logger.ts';

let watch: DiskWatch | undefined;
afterEach(() => watch?.close());

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const { logger } = createLogger({ destination: { stream: nowhere }, level: 'silent' });
const refused = { code: 'disk_full', status: 507 };

async function watching(
  freeMb: () => number | Error,
  onLow?: (state: DiskState) => void,
): Promise<DiskWatch> {
  watch = await createDiskWatch({
    path: '/data',
    wantedMb: 100,
    logger,
    onLow,
    freeMb: () => {
      const free = freeMb();
      return free instanceof Error ? Promise.reject(free) : Promise.resolve(free);
    },
  });
  return watch;
}

it('refuses with the figures below the limit, tells it once each time, and recovers by itself', async () => {
  let free = 99;
  const told: number[] = [];
  const disk = await watching(
    () => free,
    ({ freeMb }) => told.push(freeMb),
  );
  expect(disk.state()).toEqual({ freeMb: 99, wantedMb: 100, isLow: true });
  expect(() => disk.requireRoom()).toThrow(expect.objectContaining(refused));
  expect(() => disk.requireRoom()).toThrow(/\/data has 99 MB free.*100 MB.*FRODB_MIN_FREE_DISK_MB/);
  free = 100;
  await vi.waitFor(() => disk.requireRoom(), { timeout: 5_000 });
  free = 3;
  await vi.waitFor(() => expect(disk.state().isLow).toBe(true), { timeout: 5_000 });
  expect(told).toEqual([99, 3]);
});

it('refuses what would take the room that is left', async () => {
  const disk = await watching(() => 110);
  disk.requireRoom();
  disk.requireRoom(10 * 1024 * 1024);
  expect(() => disk.requireRoom(10 * 1024 * 1024 + 1)).toThrow(expect.objectContaining(refused));
});

it('whoever asks while bytes stream in makes for a new look', async () => {
  let looks = 0;
  const disk = await watching(() => 1_000 - 100 * looks++);
  const pieces = async (): Promise<void> => {
    for (;;) {
      disk.requireRoom();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await expect(pieces()).rejects.toMatchObject(refused);
});

it('a disk that can not be asked keeps nobody from writing', async () => {
  const disk = await watching(() => new Error('gone'));
  disk.requireRoom(1);
  expect(disk.state().isLow).toBe(false);
});
