import { describe, expect, it } from 'vitest';
import { originForm, targetHost } from './request-target.ts';

describe('the target of a request', () => {
  it.each<[target: string, path: string, host: string | null]>([
    ['/', '/', null],
    ['/health', '/health', null],
    ['/health/', '/health', null],
    ['/health///', '/health', null],
    ['//', '/', null],
    ['/health/?a=/b/', '/health?a=/b/', null],
    ['/health?', '/health?', null],
    ['/files/%2F/', '/files/%2F', null],
    ['*', '*', null],
    ['http://evil.example/health', '/health', 'evil.example'],
    ['HTTP://127.0.0.1:7420/health/?a=1', '/health?a=1', '127.0.0.1:7420'],
    ['https://[::1]', '/', '[::1]'],
    ['http://127.0.0.1?a=1', '/?a=1', '127.0.0.1'],
    ['http://a@127.0.0.1/x', '/x', 'a@127.0.0.1'],
    ['ftp://127.0.0.1/x', 'ftp://127.0.0.1/x', 'ftp://127.0.0.1/x'],
  ])('%s', (target, path, host) => {
    expect([originForm(target), targetHost(target)]).toEqual([path, host]);
  });

  it('is read in no time, however many slashes it has', () => {
    expect(originForm(`/${'/'.repeat(1_000_000)}x`)).toHaveLength(1_000_002);
  });
});
