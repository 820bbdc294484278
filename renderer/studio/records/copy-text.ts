/** Puts a value on the clipboard, as it is: texts bare, everything else as JSON. */
export function copyText(value: unknown): void {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  void navigator.clipboard.writeText(text);
}
