import type { paths } from './generated/openapi.d.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Content<Answer> = Answer extends { content: { 'application/json': infer Body } } ? Body : never;

/** The JSON that an operation answers with: `Answer<'/jobs/{id}', 'get'>`. */
export type Answer<
  Path extends keyof paths,
  Verb extends Method,
  Status extends number = 200,
> = paths[Path][Verb] extends { responses: infer Responses }
  ? Status extends keyof Responses
    ? Content<Responses[Status]>
    : never
  : never;

export type Collection = Answer<'/collections', 'get'>['items'][number];
export type CollectionSchema = NonNullable<Collection['schema']>;
export type Field = CollectionSchema['fields'][number];
export type Database = Answer<'/databases', 'get'>['items'][number];
export type Job = Answer<'/jobs/{id}', 'get'>;
/** As a list has it: without its attempts. */
export type ListedJob = Answer<'/jobs', 'get'>['items'][number];
export type Engine = Answer<'/engines', 'get'>['items'][number];
export type ApiKey = Answer<'/api-keys', 'get'>['items'][number];
export type Webhook = Answer<'/webhooks', 'get'>['items'][number];
export type RecordPage = Answer<'/databases/{database}/collections/{collection}/query', 'post'>;
/** A record as GET gives it: `id, revision, created_at, updated_at` and its fields. */
export type Row = RecordPage['records'][number];
export type SearchAnswer = Answer<'/databases/{database}/collections/{collection}/search', 'post'>;
