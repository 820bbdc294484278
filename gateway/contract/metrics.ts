import { z } from 'zod';

/** By its content type, without the version of the format. */
export const metricsAnswer = {
  content: { 'text/plain': { schema: z.string().describe('Text format 0.0.4 of Prometheus') } },
};
