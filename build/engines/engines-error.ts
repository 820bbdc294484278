/** An engine could not be had. The message says what was tried and what to do. */
export class EnginesError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EnginesError';
  }
}

/** The bytes are not the ones that were promised. No other way is tried behind the user's back. */
export class ChecksumError extends EnginesError {
  readonly actual: string;
  readonly expected: string;

  constructor(where: string, actual: string, expected: string) {
    super(`${where} has sha256 ${actual}, but ${expected} was expected. It was not used.`);
    this.actual = actual;
    this.expected = expected;
    this.name = 'ChecksumError';
  }
}

/** The `code` of a system error, else an empty string. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
