import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { EnginesError } from './engines-error.ts';
import { engineNames, parseCatalogue, platformOf, platforms, shippedCatalogue } from './catalogue.ts';

test('every engine has a way on every platform', () => {
  const catalogue = shippedCatalogue();
  for (const engine of engineNames) {
    expect(Object.keys(catalogue[engine].platforms).sort()).toEqual([...platforms].sort());
  }
});

test('packages are pinned to the versions that npm installs', () => {
  const catalogue = shippedCatalogue();
  const named = platforms.flatMap((platform) => [
    ...catalogue.postgres.platforms[platform].ways,
    ...catalogue.qdrant.platforms[platform].ways.filter((way) => way.kind === 'npm'),
  ]);
  const pinned = Object.fromEntries(named.map((way) => [way.package, way.version]));
  expect(pinned).toEqual(packageJson.optionalDependencies);
});

test('a checksum is right in form or null, and a key that is unknown is refused', () => {
  const catalogue = shippedCatalogue();
  const [way] = catalogue.postgres.platforms['linux-x64'].ways;
  if (way) way.sha256 = 'abc';
  expect(() => parseCatalogue(catalogue)).toThrow(/sha256/);
  expect(() => parseCatalogue({ ...shippedCatalogue(), mysql: {} })).toThrow(/mysql/);
});

test('a platform without engines is named, with what to do', () => {
  expect(platformOf('linux', 'x64')).toBe('linux-x64');
  expect(() => platformOf('freebsd', 'x64')).toThrow(/freebsd-x64.*FRODB_POSTGRES_URL/);
  // Said as it stands, without a stack.
  for (const [platform, arch] of [
    ['linux', 'ia32'],
    ['win32', 'ia32'],
    ['linux', 'riscv64'],
    ['aix', 'ppc64'],
  ]) {
    expect(() => platformOf(platform, arch)).toThrow(EnginesError);
  }
});

test('Windows on ARM gets the engines of x64', () => {
  expect(platformOf('win32', 'arm64')).toBe('win32-x64');
  expect(platformOf('darwin', 'arm64')).toBe('darwin-arm64');
});
