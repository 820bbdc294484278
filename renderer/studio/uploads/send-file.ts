import type { paths } from '../../api/generated/openapi.d.ts';
import { reportReached, reportUnreached } from '../../api/connection.ts';
import { ApiProblem, readProblem } from '../../api/problem.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { loseSession } from '../../api/session.ts';
import { mediaTypeOf } from './media-type.ts';

/** A file that waits on the server for a record to take it by `{file_id: id}`. */
export type StagedFile = paths['/files']['post']['responses'][201]['content']['application/json'];

export interface Sending {
  at: CollectionPath;
  file: File;
  signal: AbortSignal;
  /** Called with the bytes that have left the browser. */
  onProgress: (sent: number) => void;
}

/**
 * Sends a file as the bare body of `POST /files`, as the browser reads it from the disk: nothing of it is kept in memory.
 * `fetch` tells no progress of what it sends, so this is an XMLHttpRequest. Rejects like the API's client, with an
 * `ApiProblem`, and with an AbortError when it was called off.
 */
export function sendFile({ at, file, signal, onProgress }: Sending): Promise<StagedFile> {
  const { database, collection } = at;
  const request = new XMLHttpRequest();
  request.open('POST', `/files?${new URLSearchParams({ database, collection, name: file.name }).toString()}`);
  request.setRequestHeader('content-type', mediaTypeOf(file));
  request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded));
  signal.addEventListener('abort', () => request.abort(), { once: true });
  return new Promise((resolve, reject) => {
    request.addEventListener('load', () => {
      reportReached();
      if (request.status === 201) resolve(JSON.parse(request.responseText) as StagedFile);
      else void refusalIn(request).then(reject);
    });
    request.addEventListener('error', () => reject(brokenOff(file)));
    request.addEventListener('abort', () =>
      reject(new DOMException('The upload was called off.', 'AbortError')),
    );
    request.send(file);
  });
}

async function refusalIn(request: XMLHttpRequest): Promise<ApiProblem> {
  const headers = new Headers();
  for (const name of ['content-type', 'x-request-id']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers.set(name, value);
  }
  const { status, statusText, responseText } = request;
  const problem = await readProblem(new Response(responseText, { status, statusText, headers }));
  if (status === 401) loseSession();
  return new ApiProblem(problem);
}

/** Nothing answered, or the file itself can't be read any more: the browser does not say which. */
function brokenOff({ name }: File): ApiProblem {
  reportUnreached();
  return new ApiProblem({
    type: 'about:blank',
    title: 'FroDB did not answer',
    status: 0,
    detail: `The connection was lost while ${name} was sent.`,
    code: 'unreachable',
  });
}
