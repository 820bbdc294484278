import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentialsName, parseCredentials } from './credentials.ts';
import { isDraftOf } from './durable-file.ts';
import { lockName } from './folder-lock.ts';
import { SupervisorError } from '../supervisor-error.ts';

/** The file that makes a folder a data folder of ours. */
export const markerName = 'frodb.json';

/** What FroDB itself puts into a data folder, beside its marker and its lock. */
const ownNames = new Set([
  credentialsName,
  'admin-key',
  'ports.json',
  'logs',
  'run',
  'tmp',
  'postgres',
  'postgres.new',
  'postgres.new.password',
  'qdrant',
  'minio',
  'objects',
]);
/** What systems put into folders and onto disks by themselves, in lower case. */
const ofSystems = new Set([
  'lost+found',
  // macOS
  '.ds_store',
  '.spotlight-v100',
  '.trashes',
  '.fseventsd',
  '.temporaryitems',
  '.documentrevisions-v100',
  '.apdisk',
  '.volumeicon.icns',
  '.com.apple.timemachine.donotpresent',
  '.localized',
  // Windows
  'system volume information',
  '$recycle.bin',
  'recycler',
  'thumbs.db',
  'desktop.ini',
  'ehthumbs.db',
  // Linux desktops
  '.directory',
]);
/** An object store that objects were moved away from, or that lay where they were moved to. */
const setAsideName = /^(minio|objects)\.(moved|found)-[0-9a-f]{8}$/;

/**
 * Whether there is nothing in a folder without a whole marker but what may be in an empty one, or what a start left that
 * was cut off at once.
 */
export function isAsGoodAsEmpty(path: string, names: string[]): boolean {
  return names.every((name) => {
    if (isOfSystem(name) || isPassing(name) || name === markerName) return true;
    return isOwn(name) && !hasContent(join(path, name));
  });
}

/**
 * Whether a folder whose marker is lost or damaged is a FroDB's: nothing lies in it that FroDB does not put there, and
 * one of its files says whose it is. That others have a folder `postgres` beside a folder `minio` says nothing.
 */
export function isRecognised(path: string, names: string[]): boolean {
  if (!names.every((name) => isOwn(name) || isOfSystem(name))) return false;
  return (
    names.includes(markerName) ||
    /^frodb_admin_[0-9a-f]{64}\s*$/.test(textOf(join(path, 'admin-key'))) ||
    textOf(join(path, 'qdrant', 'config.yaml')).startsWith('# Written by FroDB') ||
    parseCredentials(textOf(join(path, credentialsName))) !== null
  );
}

/** By where its objects lie; undefined where there are none, so that it may still be chosen. */
export function storeInUse(path: string): 'minio' | 'filesystem' | undefined {
  const inMinio = bucketsIn(join(path, 'minio', 'data'));
  const inFolders = bucketsIn(join(path, 'objects'));
  if (inMinio && inFolders) {
    throw new SupervisorError(
      'folder_unusable',
      `${join(path, markerName)} is lost or damaged, and there are files both in ${join(path, 'minio')} and in ${join(path, 'objects')}: ` +
        'only that file said which of them count. Nothing was changed. Put it back from a backup, or set one of the two folders aside.',
    );
  }
  if (inMinio) return 'minio';
  return inFolders ? 'filesystem' : undefined;
}

function isOwn(name: string): boolean {
  return name === markerName || ownNames.has(name) || setAsideName.test(name) || isPassing(name);
}

/** The lock, and drafts of files. */
function isPassing(name: string): boolean {
  if (name === lockName || name.startsWith(`${lockName}.`) || name === 'admin-key.new') return true;
  return [markerName, credentialsName, 'ports.json'].some((file) => isDraftOf(name, file));
}

function hasContent(path: string): boolean {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return textOf(path).replaceAll('\0', '').trim() !== '';
  }
}

/** MinIO keeps its own things in a folder with a dot. */
function bucketsIn(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => !name.startsWith('.'));
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** What a system may put into any folder by itself: it makes no folder somebody's. */
function isOfSystem(name: string): boolean {
  const lower = name.toLowerCase();
  // Waste baskets of Linux by user id, and macOS' shadow files on foreign file systems.
  return ofSystems.has(lower) || /^\.trash(-\d+)?$/.test(lower) || lower.startsWith('._');
}
