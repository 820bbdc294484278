import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketFolder, fileType, fileVersion, folderKey, keyFolders, versionFile } from './object-paths.ts';
import { plainType } from './objects.ts';

describe('folders of keys', () => {
  it('lead back to the key, and fit every file system', () => {
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(key, (text) => {
        const folders = keyFolders(text);
        expect(folderKey(folders)).toBe(text);
        expect(folders.every((folder) => /^[a-z0-9_%-]{0,200}[+@]$/.test(folder))).toBe(true);
      }),
    );
  });

  it('are never the same for two keys, nor one inside the other', () => {
    const keys = [
      'a',
      'A',
      'a/b',
      'a.',
      'a ',
      '%61',
      'x'.repeat(200),
      'x'.repeat(201),
      `${'x'.repeat(200)}@`,
    ];
    const paths = keys.map((key) => keyFolders(key).join('/'));
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(keys.length);
    for (const path of paths) expect(paths.filter((other) => other.startsWith(`${path}/`))).toEqual([]);
  });

  it('stay inside the store', () => {
    expect(bucketFolder('/data', 'frodb-notes-0a1b')).toBe('/data/frodb-notes-0a1b');
    for (const bucket of ['..', 'a/b', 'a\\b', '', 'UPPER', '.hidden', 'a'.repeat(64)]) {
      expect(() => bucketFolder('/data', bucket)).toThrow('Not a name');
    }
    expect(keyFolders('../../etc/passwd').join('/')).toBe('%2e%2e%2f%2e%2e%2fetc%2fpasswd@');
  });
});

describe('files of versions', () => {
  const version = '01890000-0000-7000-8000-000000000000';

  it('carry the type of what is in them', () => {
    for (const type of [
      'text/plain',
      'text/html; charset="UTF-8"',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'a/b=c',
      'não/é',
    ]) {
      const file = versionFile(version, type);
      expect(fileType(file)).toBe(type);
      expect(file).toMatch(/^[a-z0-9_%=-]{1,250}$/);
      expect(fileVersion(file)?.startsWith(version)).toBe(true);
    }
  });

  it('carry none that is the usual one, not known, or too long for a name', () => {
    expect(versionFile(version, plainType)).toBe(`v-${version}`);
    expect(fileType(versionFile(version))).toBe(plainType);
    expect(fileType(versionFile(version, `text/${'x'.repeat(250)}`))).toBe(plainType);
  });
});
