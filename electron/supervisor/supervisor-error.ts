/** What can keep FroDB's engines or its data folder from starting. */
export type SupervisorErrorCode =
  | 'bad_config'
  | 'disk_full'
  | 'engine_failed'
  | 'engine_missing'
  | 'folder_foreign'
  | 'folder_in_use'
  | 'folder_newer'
  | 'folder_unreachable'
  | 'folder_unusable'
  | 'port_in_use';

/**
 * A failure whose message is written for the person who starts FroDB: it names what is wrong and what to do.
 * Hosts print `message` as it stands; anything else that is thrown is a bug.
 */
export class SupervisorError extends Error {
  readonly code: SupervisorErrorCode;
  /** The last lines an engine wrote before it gave up; empty for everything else. */
  readonly lines: readonly string[];

  constructor(
    code: SupervisorErrorCode,
    message: string,
    options: { lines?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SupervisorError';
    this.code = code;
    this.lines = options.lines ?? [];
  }
}

/** The `code` of a Node system error (`ENOENT`, …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
