import type { ApiRequest } from './api-request.ts';

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
}

/** What is read of the OpenAPI document. */
export interface ApiDocument {
  paths: Record<string, Partial<Record<string, Operation>>>;
}

/** The operation that a request calls: of several paths that it fits, the one that says most of it. */
export function findOperation({ paths }: ApiDocument, { method, path }: ApiRequest): Operation | null {
  const fitting = Object.entries(paths)
    .filter(([template, operations]) => operations[method.toLowerCase()] && fits(template, path))
    .toSorted(([one], [other]) => paramCount(one) - paramCount(other));
  return fitting[0]?.[1][method.toLowerCase()] ?? null;
}

function fits(template: string, path: string): boolean {
  const parts = template
    .split(/\{[^}]+\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^/]+')}$`).test(path);
}

function paramCount(template: string): number {
  return template.split('{').length;
}
