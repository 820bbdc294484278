/** A UUID of any version, in capitals or not. */
export function isUuid(text: string): boolean {
  return isOwnUuid(text.toLowerCase());
}

/** A UUID as FroDB itself writes them: in small letters. */
export function isOwnUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
