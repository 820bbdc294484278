/** Settings that must hold whatever postgresql.conf says; the rest of that file is the user's. */
const everywhere = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'logging_collector=off',
  'log_destination=stderr',
  'log_line_prefix=%m [%p] ',
  'log_timezone=UTC',
  'timezone=UTC',
  'password_encryption=scram-sha-256',
];

/**
 * On macOS and Windows the default way to sync stops at the disk's own cache, which loses its content with the power.
 * Linux flushes that too, whichever way.
 */
export function settingsFor(platform: NodeJS.Platform): string[] {
  const stopsAtCache = platform === 'darwin' || platform === 'win32';
  return stopsAtCache ? [...everywhere, 'wal_sync_method=fsync_writethrough'] : everywhere;
}
