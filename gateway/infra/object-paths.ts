import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { plainType } from './objects.ts';

/**
 * Where the filesystem store keeps things. A bucket is a folder; a key is a folder below it, its name escaped so that
 * no file system's rules (case, reserved names, 255 bytes) can make two keys meet; in it one file per version, and one
 * per unfinished upload.
 */
const longestSegment = 200;

/** More of the same key follows below. */
const goesOn = '+';
/** The key ends here: this folder holds its versions. */
const endsHere = '@';

const versionPrefix = 'v-';
/** The type of a version's content follows. */
const typeMark = '=';
const uploadPrefix = 'u-';

/** Escaped folder names below the bucket's, outermost first. */
export function keyFolders(key: string): string[] {
  const folders: string[] = [];
  let folder = '';
  for (const piece of escaped(key)) {
    if (folder.length + piece.length > longestSegment) {
      folders.push(folder + goesOn);
      folder = '';
    }
    folder += piece;
  }
  return [...folders, folder + endsHere];
}

/** In pieces that must stay whole. */
function escaped(text: string): string[] {
  return Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  });
}

/** The key of a folder that ends one, or null for any other folder. */
export function folderKey(folders: string[]): string | null {
  const last = folders.at(-1);
  if (last === undefined || !last.endsWith(endsHere)) return null;
  return decodeURIComponent(folders.map((folder) => folder.slice(0, -1)).join(''));
}

export function isPartOfKey(folder: string): boolean {
  return folder.endsWith(goesOn) || folder.endsWith(endsHere);
}

/** Newer versions sort behind older ones. */
export function newVersion(): string {
  return uuidv7();
}

/**
 * The type is a part of the name, so that a version is there with it or not at all. One that would make the name too
 * long for a file system is left out: records have it too.
 */
export function versionFile(version: string, contentType = plainType): string {
  const type = escaped(contentType).join('');
  const hasType = contentType !== plainType && type.length <= longestSegment - version.length;
  return versionPrefix + version + (hasType ? typeMark + type : '');
}

export function fileType(file: string): string {
  const at = file.indexOf(typeMark);
  return at < 0 ? plainType : decodeURIComponent(file.slice(at + 1));
}

export function uploadFile(uploadId: string): string {
  return uploadPrefix + uploadId;
}

export function fileVersion(file: string): string | null {
  return file.startsWith(versionPrefix) ? file.slice(versionPrefix.length) : null;
}

export function fileUpload(file: string): string | null {
  return file.startsWith(uploadPrefix) ? file.slice(uploadPrefix.length) : null;
}

/** Names as S3 has them: nothing in them can leave the store's folder. */
export function bucketFolder(dir: string, bucket: string): string {
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket))
    throw new Error(`Not a name for a bucket: ${bucket}`);
  return join(dir, bucket);
}
