/** One line that is written over on a terminal; elsewhere only what is said for good. */
export function progressLine(stream: NodeJS.WriteStream) {
  let isOpen = false;
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(text: string): void {
      if (!stream.isTTY || performance.now() - shownAt < 80) return;
      shownAt = performance.now();
      isOpen = true;
      stream.write(`\r\u001B[K${text.slice(0, (stream.columns || 80) - 1)}`);
    },
    end(text?: string): void {
      if (isOpen) stream.write('\r\u001B[K');
      isOpen = false;
      if (text !== undefined) stream.write(`${text}\n`);
    },
  };
}

/** Millions of bytes, to the tenth. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
