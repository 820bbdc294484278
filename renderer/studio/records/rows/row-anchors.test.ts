import { describe, expect, it, vi } from 'vitest';
import { RowAnchors } from './row-anchors.ts';

describe('where pages begin', () => {
  it('is the beginning, or an offset while the API counts so far', () => {
    const anchors = new RowAnchors(100);
    expect(anchors.startOf(0)).toEqual({});
    expect(anchors.startOf(7)).toEqual({ offset: 700 });
    expect(anchors.startOf(100)).toEqual({ offset: 10_000 });
    expect(anchors.startOf(101)).toBeUndefined();
  });

  it('is a cursor once one was there', () => {
    const anchors = new RowAnchors(100);
    anchors.learn(6, 100, 'seven');
    expect(anchors.startOf(7)).toEqual({ cursor: 'seven' });
  });

  it('is gone to from the nearest place that is known', () => {
    const anchors = new RowAnchors(100);
    expect(anchors.nearestBefore(5_000)).toBe(100);
    anchors.learn(299, 100, 'three hundred');
    expect(anchors.nearestBefore(5_000)).toBe(300);
    expect(anchors.nearestBefore(250)).toBe(100);
  });
});

describe('what was learned', () => {
  it('is told once', () => {
    const anchors = new RowAnchors(100);
    const listener = vi.fn<() => void>();
    const stop = anchors.subscribe(listener);
    anchors.learn(0, 100, 'one');
    anchors.learn(0, 100, 'one');
    expect(listener).toHaveBeenCalledTimes(1);
    anchors.learn(0, 100, 'another');
    expect(listener).toHaveBeenCalledTimes(2);
    stop();
    anchors.learn(0, 100, 'a third');
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it('is the end, and what lay after it is gone', () => {
    const anchors = new RowAnchors(100);
    anchors.learn(150, 100, 'after');
    anchors.learn(1, 40, null);
    expect(anchors.getEnd()).toBe(140);
    expect(anchors.startOf(151)).toBeUndefined();
  });

  it('is no end any more when there are rows after it', () => {
    const anchors = new RowAnchors(100);
    anchors.learn(1, 40, null);
    anchors.learn(1, 100, 'two');
    expect(anchors.getEnd()).toBeNull();
  });

  it('is no end by an empty page past it', () => {
    const anchors = new RowAnchors(100);
    anchors.learn(5, 0, null);
    expect(anchors.getEnd()).toBeNull();
    anchors.learn(0, 0, null);
    expect(anchors.getEnd()).toBe(0);
  });
});
