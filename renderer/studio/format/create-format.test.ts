import { describe, expect, it } from 'vitest';
import { createFormat } from './create-format.ts';

const en = createFormat('en');
const pt = createFormat('pt');
const plain = (text: string): string => text.replaceAll(/[  ]/g, ' ');

describe('format', () => {
  it.each<[string, string, string]>([
    ['number', en.number(12_840.5), '12,840.5'],
    ['number in Portuguese', pt.number(12_840.5), '12.840,5'],
    ['fixed digits', pt.number(7.6, 2), '7,60'],
    ['percent', en.percent(0.384), '38%'],
    ['no bytes', en.bytes(0), '0 bytes'],
    ['one byte', en.bytes(1), '1 byte'],
    ['bytes', en.bytes(999), '999 bytes'],
    ['kilobytes', en.bytes(1_800), '1.8 kB'],
    ['gigabytes', pt.bytes(6_100_000_000), '6,1 GB'],
    ['many petabytes', en.bytes(5e18), '5,000 PB'],
    ['a day is that day in every zone', en.date('2026-11-14'), '14 Nov 2026'],
    ['a day in Portuguese', pt.date('2026-11-14'), '14/11/2026'],
    ['September has three letters', en.date('2026-09-01'), '01 Sep 2026'],
    ['ago', en.ago('2026-11-14T09:00:00Z', Date.parse('2026-11-14T09:03:00Z')), '3 minutes ago'],
    ['to come', pt.ago('2026-11-16T09:00:00Z', Date.parse('2026-11-14T09:00:00Z')), 'depois de amanhã'],
    ['duration', en.duration(130), '2 minutes'],
    ['a short duration', pt.duration(0.2), '1 segundo'],
    ['list', pt.list(['a', 'b', 'c']), 'a, b e c'],
  ])('%s', (_what, got, wanted) => {
    expect(plain(got)).toBe(wanted);
  });
});
