import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes to read rows from; reading blocks, so it is for worker threads. */
export interface Source {
  /** Bytes. */
  size: number;
  /** False for the first part of a file: a row that it cuts is not looked at. */
  isWhole: boolean;
  /** At most `length` bytes from an offset; none behind the end. */
  read: (offset: number, length: number) => Buffer;
}

/** A place between two rows, in bytes of the UTF-8 text. */
export interface Place {
  offset: number;
  /** Of what comes next, from 1. */
  line: number;
}

export const firstPlace: Place = { offset: 0, line: 1 };

/** Runs `use` with a file that is open. */
export async function withFile<Result>(
  path: string,
  use: (source: Source) => Promise<Result> | Result,
): Promise<Result> {
  const file = openSync(path, 'r');
  const read = (offset: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
  };
  try {
    return await use({ size: fstatSync(file).size, isWhole: true, read });
  } finally {
    closeSync(file);
  }
}

/** A file, or the first part of one, that is in memory. */
export function bytesSource(bytes: Buffer, isWhole: boolean): Source {
  return { size: bytes.length, isWhole, read: (offset, length) => bytes.subarray(offset, offset + length) };
}
