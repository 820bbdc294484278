import { describe, expect, test } from 'vitest';
import { mayStillRun, processIdentity, type ProcessTable } from './process-identity.ts';

function failing(code: string): () => void {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

function table(more: Partial<ProcessTable>): ProcessTable {
  return {
    platform: 'linux',
    stat: () => null,
    bootId: () => 'this-boot',
    ps: () => '',
    signalNothing: failing('ESRCH'),
    ...more,
  };
}

const running = { state: 'S', parent: 1, group: 7, startTicks: '100' };
const hidden = { signalNothing: failing('EPERM') };

describe('mayStillRun', () => {
  test.each<[string, Partial<ProcessTable>, string, boolean]>([
    ['a number that nobody has', {}, '100@this-boot', false],
    ['the same start', { stat: () => running, signalNothing: () => {} }, '100@this-boot', true],
    ['another start: the number was reused', { stat: () => running }, '99@this-boot', false],
    ['the same ticks of another boot', { stat: () => running }, '100@last-boot', false],
    [
      'a zombie',
      { stat: () => ({ ...running, state: 'Z' }), signalNothing: () => {} },
      '100@this-boot',
      false,
    ],
    ['of another user, who hides it', hidden, '100@this-boot', true],
    ['of another user, after a reboot', hidden, '100@last-boot', false],
    [
      'macOS, the same start',
      { platform: 'darwin', ps: () => 'S    Mon Nov 30 10:00:00 2026' },
      mac(0),
      true,
    ],
    [
      'macOS, another start',
      { platform: 'darwin', ps: () => 'S    Mon Nov 30 10:00:00 2026' },
      mac(1),
      false,
    ],
    [
      'macOS, a zombie',
      { platform: 'darwin', ps: () => 'Z    Mon Nov 30', signalNothing: () => {} },
      mac(0),
      false,
    ],
    ['macOS, ps can not be asked', { platform: 'darwin', ...hidden }, mac(0), true],
    ['macOS, nobody', { platform: 'darwin' }, mac(0), false],
  ])('%s', (_what, system, identity, expected) => {
    expect(mayStillRun(7, identity, table(system))).toBe(expected);
  });

  test.each([0, 1, -5, 1.5, Number.NaN])('%s is no process', (pid) => {
    expect(mayStillRun(pid, 'x', table({ signalNothing: () => {} }))).toBe(false);
  });
});

test('what may not be read has no identity, so that nothing is signalled by its number', () => {
  expect(processIdentity(7, table(hidden))).toBeNull();
  expect(processIdentity(7, table({ platform: 'win32', signalNothing: () => {} }))).toBeNull();
  expect(processIdentity(process.pid)).not.toBeNull();
});

function mac(second: number): string {
  return `Mon Nov 30 10:00:0${second} 2026`;
}
