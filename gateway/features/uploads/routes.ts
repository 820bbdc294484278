import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { stagedUpload, uploadBody, uploadQuery } from '../../contract/files.ts';
import { limits } from '../../contract/limits.ts';
import { invalidField, tooLarge } from '../../errors.ts';
import type { MultipartPart } from '../../contract/parts.ts';
import { answerWith } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { writeTargetOf } from '../../http/collection-scope.ts';
import type { ReloadCollection } from '../../http/collection-scope.ts';
import { readMultipart } from '../../http/multipart.ts';
import type { UploadService } from './service.ts';

export interface UploadRouteDeps {
  uploads: Pick<UploadService, 'stage'>;
  reload: ReloadCollection;
}

/** Files that come before their record; `scope` finds the collection. */
export function uploadRoutes(scope: App, { uploads, reload }: UploadRouteDeps): void {
  scope.post(
    '/files',
    {
      config: { action: 'files', bodies: ['multipart', 'bytes'] },
      schema: {
        consumes: ['multipart/form-data', 'application/octet-stream'],
        querystring: uploadQuery,
        body: uploadBody,
        response: { 201: stagedUpload },
      },
    },
    async (request, reply) => {
      const target = writeTargetOf(request, reload);
      const parts = partsOf(request, request.query.name);
      return answerWith(reply, 201, await uploads.stage(target, { parts, query: request.query }));
    },
  );
}

function partsOf(request: FastifyRequest, name: string | undefined): AsyncIterable<MultipartPart> {
  if (request.isMultipart()) {
    if (name === undefined) return readMultipart(request);
    const message = 'is for a bare file: a part of a multipart body has its own';
    throw invalidField('name', 'not_allowed', message, { reason: 'name_of_part' });
  }
  if (name === undefined) {
    throw invalidField('name', 'required', 'is required for a bare file', { reason: 'bare_file' });
  }
  return bareFile(request, name);
}

/** A body that is the file itself. Its length is known but for chunked ones. */
async function* bareFile(request: FastifyRequest, name: string): AsyncGenerator<MultipartPart> {
  const { headers, raw } = request;
  const contentType = headers['content-type'] ?? 'application/octet-stream';
  if (contentType.length > limits.contentTypeLength) {
    const max = limits.contentTypeLength;
    throw invalidField('content-type', 'too_long', `must have at most ${max} characters`, {
      max,
      unit: 'characters',
    });
  }
  const announced = headers['content-length'];
  const isChunked = headers['transfer-encoding'] !== undefined;
  const size = isChunked ? undefined : Number(announced ?? 0);
  if (size !== undefined && size > limits.fileBytes) throw tooLarge('A file may have at most 5 GiB.');
  const file = { kind: 'file', field: 'file', name, contentType, stream: wholeBody(raw, size) } as const;
  yield size === undefined ? file : { ...file, size };
}

/** The bytes of a body; 400 when it breaks off. Left early it is not ended, so that the answer can still be read. */
async function* wholeBody(raw: IncomingMessage, size: number | undefined): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    for await (const piece of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      read += piece.length;
      yield piece;
    }
  } catch {
    throw truncated();
  }
  if (size !== undefined && read !== size) throw truncated();
}

function truncated(): Error {
  return invalidField('body', 'truncated', 'ends before all of it was sent');
}
