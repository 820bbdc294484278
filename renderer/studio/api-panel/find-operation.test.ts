import { expect, it } from 'vitest';
import type { ApiRequest } from './api-request.ts';
import { findOperation } from './find-operation.ts';

const operation = (operationId: string) => ({ operationId });
const document = {
  paths: {
    '/jobs/{id}': { get: operation('getJob') },
    '/jobs/{id}:cancel': { post: operation('cancelJob') },
    '/api-keys/{id}': { get: operation('getKey') },
    '/api-keys/self': { get: operation('getOwnKey') },
    '/databases/{database}/collections/{collection}/query': { post: operation('queryRecords') },
  },
};
const find = (method: ApiRequest['method'], path: string) =>
  findOperation(document, { title: '', method, path })?.operationId;

it('finds the operation that a path calls', () => {
  expect(find('POST', '/databases/demo/collections/documents/query')).toBe('queryRecords');
  expect(find('GET', '/jobs/01a22f9f')).toBe('getJob');
  expect(find('POST', '/jobs/01a22f9f:cancel')).toBe('cancelJob');
  expect(find('GET', '/api-keys/self')).toBe('getOwnKey');
});

it('finds none where there is none', () => {
  expect(find('DELETE', '/jobs/01a22f9f')).toBeUndefined();
  expect(find('GET', '/jobs/a/b')).toBeUndefined();
  expect(find('POST', '/jobs')).toBeUndefined();
});
