import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../contract/jobs.ts';
import { answerWith } from './auth.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `Prefer: respond-async` is honoured; its JSON arrives as the bytes that were sent. */
    mayRespondAsync?: boolean;
  }
}

const name = 'respond-async';

/**
 * Whether the client would rather have a job than wait (RFC 7240). Other preferences are ignored, as is the header on
 * routes that do not know it.
 */
export function prefersAsync({ headers, routeOptions }: FastifyRequest): boolean {
  const { prefer } = headers;
  if (prefer === undefined || !routeOptions.config.mayRespondAsync) return false;
  const given = typeof prefer === 'string' ? prefer : prefer.join(',');
  return isPreferred(given, name);
}

/** Values that are quoted may hold commas; a preference without a value may have parameters. */
export function isPreferred(header: string, wanted: string): boolean {
  return header
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
    .split(',')
    .some((preference) => {
      const [token = ''] = preference.split(';');
      const [key = '', value = ''] = token.split('=');
      return key.trim().toLowerCase() === wanted && value.trim() === '';
    });
}

/** 202 with the job that does what was asked. */
export function answerJob(reply: FastifyReply, answer: { body: Job; isReplay: boolean }): Job {
  reply.header('location', `/jobs/${answer.body.id}`);
  reply.header('preference-applied', name);
  return answerWith(reply, 202, answer);
}
