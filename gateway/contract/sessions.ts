import { z } from 'zod';
import { limits } from './limits.ts';
import { time } from './lists.ts';

/** Wider than any code: a link that was cut or added to leads to the page that says so, not to an error. */
export const loginQuery = z.object({ code: z.string().default('').describe('Of a login link') });

export const signInBody = z.strictObject({
  key: z.string().max(limits.apiKeyLength).describe('An API key'),
});

export const loginLink = z.object({
  url: z.string().describe('Opened in a browser it signs in, once'),
  expires_at: time,
});
