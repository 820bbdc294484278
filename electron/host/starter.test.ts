import { expect, test } from 'vitest';
import { isPackageManager, watchStarter } from './starter.ts';

test.each([
  ['npm start', true],
  ['npm start --data-dir /srv/x', true],
  ['npm run dev', true],
  ['node /usr/lib/node_modules/npm/bin/npm-cli.js start', true],
  ['/usr/local/bin/node --max-old-space-size=512 /usr/bin/npx frodb start', true],
  ['/opt/pnpm/pnpm start', true],
  ['/usr/bin/node /usr/share/yarn/bin/yarn.js start', true],
  ['bun run start', true],
  ['sh -c npm start', false],
  ['bash -c npm start & sleep 5', false],
  ['bash npm.sh', false],
  ['node build/start.mjs start --headless', false],
  ['/lib/systemd/systemd --user', false],
  ['-bash', false],
  ['', false],
])('%j is a package manager: %s', (command, is) => {
  expect(isPackageManager(command)).toBe(is);
});

test('what was started without npm belongs to nobody', () => {
  expect(watchStarter({}).aborted).toBe(false);
});
