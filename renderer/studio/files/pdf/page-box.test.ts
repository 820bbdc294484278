import { describe, expect, it } from 'vitest';
import { pageSize, placeBox, unite } from './page-box.ts';
import { canZoom, scaleOf, zoomBy } from './zoom.ts';

const page = { width: 595, height: 842 };

describe('a page as it is shown', () => {
  it('is its crop box', () => {
    expect(pageSize({ view: [20, 30, 615, 872], rotate: 0 })).toEqual(page);
  });
  it('is turned', () => {
    expect(pageSize({ view: [0, 0, 842, 595], rotate: 90 })).toEqual(page);
    expect(pageSize({ view: [0, 0, 595, 842], rotate: 180 })).toEqual(page);
    expect(pageSize({ view: [0, 0, 842, 595], rotate: 270 })).toEqual(page);
  });
});

describe('a box', () => {
  it('is counted from the top', () => {
    expect(placeBox({ page: 1, l: 64, t: 650, r: 531, b: 604 }, page)).toEqual({
      left: 64,
      top: 192,
      width: 467,
      height: 46,
    });
  });
  it('ends where the page does', () => {
    expect(placeBox({ page: 1, l: -5, t: 900, r: 700, b: 830 }, page)).toEqual({
      left: 0,
      top: 0,
      width: 595,
      height: 12,
    });
  });
});

it('unites places', () => {
  expect(unite([])).toBeNull();
  expect(
    unite([
      { left: 10, top: 20, width: 5, height: 5 },
      { left: 4, top: 40, width: 20, height: 2 },
    ]),
  ).toEqual({ left: 4, top: 20, width: 20, height: 22 });
});

describe('zoom', () => {
  const passage = { left: 64, top: 192, width: 467, height: 46 };
  it('fits the page across', () => {
    expect(scaleOf('width', 297.5, page, passage)).toBeCloseTo(0.5);
    expect(scaleOf('passage', 297.5, page, null)).toBeCloseTo(0.5);
  });
  it('fits the passage, which is never smaller than the page across nor blown up', () => {
    expect(scaleOf('passage', 327, page, passage)).toBeCloseTo((327 - 48) / 467);
    expect(scaleOf('passage', 327, page, { ...passage, left: 0, width: 595 })).toBeCloseTo(327 / 595);
    expect(scaleOf('passage', 327, page, { ...passage, width: 20 })).toBe(1.6);
  });
  it('goes by steps between its ends', () => {
    expect(zoomBy(1, 1)).toBe(1.25);
    expect(zoomBy(1.25, -1)).toBe(1);
    expect(zoomBy(3.9, 1)).toBe(4);
    expect(canZoom(4, 1)).toBe(false);
    expect(canZoom(0.25, -1)).toBe(false);
    expect(canZoom(1, 1) && canZoom(1, -1)).toBe(true);
  });
});
