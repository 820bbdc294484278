import { expect, test, vi } from 'vitest';
import { signalChild } from './process-group.ts';

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'on Windows a child gets %s by its handle, and no number is signalled',
  (signal) => {
    const byNumber = vi.spyOn(process, 'kill').mockReturnValue(true);
    const kill = vi.fn<() => boolean>(() => true);
    signalChild({ pid: 4242, kill }, signal, 'win32');
    expect(kill).toHaveBeenCalledWith(signal);
    expect(byNumber).not.toHaveBeenCalled();
    signalChild({ pid: 4242, kill }, signal, 'darwin');
    expect(byNumber).toHaveBeenCalledExactlyOnceWith(-4242, signal);
    byNumber.mockRestore();
  },
);

test('a child that never started is nobody', () => {
  const byNumber = vi.spyOn(process, 'kill').mockReturnValue(true);
  signalChild({ pid: undefined, kill: () => false }, 'SIGKILL', 'linux');
  expect(byNumber).not.toHaveBeenCalled();
  byNumber.mockRestore();
});
