import type { ZodType } from 'zod';

/** What an operation is for, as the OpenAPI document tells it to people and to generators of clients. */
export interface Operation {
  /** Its function's name in a generated client. */
  id: string;
  tag: keyof typeof tags;
  summary: string;
  description: string;
  /** The request headers that mean something to it, beside those that every operation takes. */
  headers?: readonly (keyof typeof headers)[];
  /** What its body is, where the collection's schema judges it and the route takes whatever comes. */
  bodySchema?: ZodType;
  /** An example of its body. */
  body?: unknown;
  /** An example of what it answers when all is well. */
  answer?: unknown;
  /** An example of the job that it answers with where the client prefers that. */
  job?: unknown;
}

export const tags = {
  health: 'Whether FroDB and its stores answer.',
  engines: 'The programs that FroDB runs: Postgres, Qdrant and MinIO.',
  'api-keys': 'Who may do what.',
  studio: 'Browsers that sign in.',
  databases: 'Collections under one name, with rights of their own.',
  collections: 'A schema, and what it makes in the three stores.',
  records: 'What a collection holds: values, texts and files, written as one.',
  imports: 'Files of rows that become records.',
  search: 'Search in texts and in what files say.',
  jobs: 'Long work: follow it, stop it, try it again.',
  files: 'Bytes: sent before their record, listed and downloaded.',
  events: 'What happens, told as it happens.',
  webhooks: 'What happens, sent to addresses of yours.',
};

export const headers = {
  'Idempotency-Key':
    'Makes it safe to send again for 24 hours: the same input gets the first answer, marked Idempotency-Replayed; other input is a 409.',
  'If-Match': 'ETags, of which it must have one; else 412.',
  'If-None-Match': 'ETags that the client has: 304 for one of them.',
  'If-Range': 'The ETag that the range is for; the whole file where it has another one.',
  'Last-Event-ID': 'The id of the last event that the client has: the stream goes on after it.',
  Prefer:
    'respond-async: the answer is 202 and a job that does it, as soon as it is checked. Other preferences are ignored.',
  Range: 'One range of bytes; 206 then, or 416 where there is none.',
};
