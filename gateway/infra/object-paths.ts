import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';

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
const uploadPrefix = 'u-';

/** Escaped folder names below the bucket's, outermost first. */
export function keyFolders(key: string): string[] {
  const escaped = Array.from(Buffer.from(key), (byte) => {
    const character = String.fromCharCode(byte);
    return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  });
  const folders: string[] = [];
  let folder = '';
  for (const piece of escaped) {
    if (folder.length + piece.length > longestSegment) {
      folders.push(folder + goesOn);
      folder = '';
    }
    folder += piece;
  }
  return [...folders, folder + endsHere];
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

export function versionFile(versionId: string): string {
  return versionPrefix + versionId;
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
