import { describe, expect, it } from 'vitest';
import { readRange } from './byte-ranges.ts';
import type { AskedRange } from './byte-ranges.ts';

const range = (start: number, end: number): AskedRange => ({ start, end });
const huge = '9'.repeat(400);

describe('of a file of ten bytes', () => {
  it.each<[header: string, asked: AskedRange]>([
    ['bytes=0-0', range(0, 0)],
    ['bytes=0-', range(0, 9)],
    ['bytes=9-', range(9, 9)],
    ['bytes=3-5', range(3, 5)],
    ['bytes=003-0005', range(3, 5)],
    ['bytes=3-100', range(3, 9)],
    [`bytes=3-${huge}`, range(3, 9)],
    ['bytes=-3', range(7, 9)],
    ['bytes=-10', range(0, 9)],
    ['bytes=-30', range(0, 9)],
    [`bytes=-${huge}`, range(0, 9)],
    ['Bytes=1-2', range(1, 2)],
    [' bytes=1-2 ', range(1, 2)],
    ['bytes= 1-2', range(1, 2)],
    // One of several is there, or they are one.
    ['bytes=0-1,20-30', range(0, 1)],
    ['bytes=-0,0-1', range(0, 1)],
    ['bytes=, ,0-1 ,', range(0, 1)],
    ['bytes=0-4,3-7', range(0, 7)],
    ['bytes=5-9, 0-4', range(0, 9)],
    ['bytes=0-9,2-3', range(0, 9)],
    ['bytes=-2,0-7', range(0, 9)],
    [`bytes=${'0-,'.repeat(5_000)}0-`, range(0, 9)],
    // Several.
    ['bytes=0-1,5-6', 'whole'],
    ['bytes=-1,0-0', 'whole'],
    // Well said, and not there.
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-20', 'unsatisfiable'],
    [`bytes=${huge}-`, 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=-0,10-', 'unsatisfiable'],
    // Not well said, or not in bytes.
    ['bytes=5-2', 'whole'],
    ['bytes=20-10', 'whole'],
    [`bytes=1${huge}-${huge}`, 'whole'],
    ['bytes=0-1,5-2', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=', 'whole'],
    ['bytes', 'whole'],
    ['bytes=,', 'whole'],
    ['bytes=1', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=1-2-3', 'whole'],
    ['bytes=--1', 'whole'],
    ['bytes=+1-2', 'whole'],
    ['bytes=1 - 2', 'whole'],
    ['bytes=0x1-2', 'whole'],
    ['bytes=1.0-2', 'whole'],
    ['bytes 0-1', 'whole'],
    ['lines=0-1', 'whole'],
    ['', 'whole'],
  ])('%s', (header, asked) => expect(readRange(header, 10)).toEqual(asked));
});

describe('of an empty file', () => {
  it.each<[header: string, asked: AskedRange]>([
    ['bytes=0-', 'unsatisfiable'],
    ['bytes=0-0', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=-5', 'whole'],
    ['bytes=0-,-5', 'whole'],
    ['bytes=5-2', 'whole'],
  ])('%s', (header, asked) => expect(readRange(header, 0)).toEqual(asked));
});
