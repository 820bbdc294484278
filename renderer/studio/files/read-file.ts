import { ApiProblem, readProblem } from '../../api/problem.ts';
import { reportReached, reportUnreached } from '../../api/connection.ts';
import { loseSession } from '../../api/session.ts';
import { fileUrl } from './file-kind.ts';
import type { PreviewFile } from './file-kind.ts';

/** How much of a text or table is read to show it: whatever the file's size, no more is ever held. */
export const previewBytes = 256 * 1024;

/** A file whose bytes came, and are not what they should be. */
export class UnreadableFile extends Error {
  readonly reason: 'broken' | 'locked';

  constructor(reason: UnreadableFile['reason'], cause?: unknown) {
    super(`the file is ${reason}`, { cause });
    this.name = 'UnreadableFile';
    this.reason = reason;
  }
}

/** The first bytes of a file. Rejects with an `ApiProblem`: 410 for a file that is lost, 503 while the store is down. */
export async function readFileStart(
  file: Pick<PreviewFile, 'id' | 'size'>,
  most: number,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  // There is no range of nothing.
  const headers = file.size === 0 ? undefined : { range: `bytes=0-${most - 1}` };
  const response = await reach(fileUrl(file), { headers, signal });
  if (!response.ok) throw new ApiProblem(await refusal(response));
  return new Uint8Array(await response.arrayBuffer());
}

/** Why a file could not be read, where something else than FroDB only knows that it could not; null: it can be read. */
export async function problemOfFile(file: Pick<PreviewFile, 'id' | 'size'>): Promise<ApiProblem | null> {
  try {
    await readFileStart(file, 1);
    return null;
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
}

async function refusal(response: Response) {
  if (response.status === 401) loseSession();
  return readProblem(response);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    reportReached();
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    reportUnreached();
    throw new ApiProblem({
      type: 'about:blank',
      title: 'FroDB did not answer',
      status: 0,
      detail: 'The connection to FroDB was lost.',
      code: 'unreachable',
    });
  }
}
