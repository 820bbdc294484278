import { z } from 'zod';
import type { AppError, ErrorCode, ErrorProgress } from '../errors.ts';
import { errorCodes, fieldProblemCodes } from './problem-codes.ts';

/** What is wrong with one part of an input. */
export const fieldProblem = z.object({
  path: z
    .string()
    .describe('`field`, `field.sub`, `tags[1]`, `[17].year`, a header or query parameter, or `body`'),
  code: z.enum(fieldProblemCodes).describe('A word that does not change'),
  message: z.string().describe('In English; translate by code and params'),
  params: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('What the words of the message are filled in with; `reason` says which of several is meant'),
});

/** What every error is answered with: RFC 9457, with `code`, `request_id` and, for invalid input, `errors`. */
export const problem = z
  .object({
    type: z.string().describe('urn:frodb:problem:<code>'),
    title: z.string().describe('What the code means, the same at every time'),
    status: z.int().describe('The HTTP status'),
    detail: z.string().describe('What happened, in English'),
    instance: z.string().describe('The path that was asked for'),
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
    request_id: z.string().describe('As in the log, and in X-Request-Id'),
    errors: z.array(fieldProblem).optional().describe('Everything that is wrong with the input, up to 100'),
    progress: z
      .object({
        done: z.number(),
        total: z.number().nullable().describe('null while it is not known'),
      })
      .optional()
      .describe('Of a 503 that will be over when something is done: how far that is'),
    eta_seconds: z
      .number()
      .nullable()
      .optional()
      .describe('With progress: the time left; null while not known'),
  })
  .describe('RFC 9457');

export type Problem = z.infer<typeof problem>;

/** `instance` is the path of what was asked for, or of what failed. */
export function toProblem(error: AppError, instance: string, requestId: string): Problem {
  const { code, status, message, errors, progress } = error;
  return {
    type: `urn:frodb:problem:${code}`,
    title: errorCodes[code].title,
    status,
    detail: message,
    instance,
    code,
    request_id: requestId,
    ...(errors === undefined ? {} : { errors }),
    ...(progress === undefined ? {} : presentProgress(progress)),
  };
}

function presentProgress({
  done,
  total,
  etaSeconds,
}: ErrorProgress): Pick<Problem, 'progress' | 'eta_seconds'> {
  return { progress: { done, total }, eta_seconds: etaSeconds };
}
