import { open, stat } from 'node:fs/promises';
import type { DetectedType } from './backends/format.ts';
import { detectType, signatureBytes } from './detect-type.ts';
import { DocumentError } from './document-error.ts';

export interface DocumentSource {
  /** Where the bytes are; read only. */
  path: string;
  /** The file's own name, which may differ from that of `path`. */
  name: string;
  /** As declared by whoever sent it. */
  contentType?: string;
}

export interface InspectedFile extends DetectedType {
  path: string;
  name: string;
  /** In bytes. */
  size: number;
}

/**
 * Size and type of a file.
 * @throws DocumentError `mismatch` where its type lies
 */
export async function inspect({ path, name, contentType }: DocumentSource): Promise<InspectedFile> {
  const { size } = await stat(path);
  const { mismatch, ...type } = await detectType(await readStart(path), name, contentType);
  if (mismatch !== undefined) throw new DocumentError('mismatch', mismatch);
  return { path, name, size, ...type };
}

async function readStart(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(signatureBytes);
    const { bytesRead } = await file.read(buffer, 0, signatureBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
