import { z } from 'zod';

export const exportFormat = z.enum(['ndjson', 'csv']);

export const exportQuery = z.strictObject({
  format: exportFormat
    .default('ndjson')
    .describe('ndjson: one record a line; csv: a line of names, then one record a line'),
  filters: z.string().optional().describe('Filters of a query, as JSON: only records that they let through'),
});

/** What is sent, by the content type of its format. */
export const exportedRecords = {
  content: {
    'application/x-ndjson': { schema: z.string().describe('A record as GET gives it on each line') },
    'text/csv': { schema: z.string().describe('RFC 4180, UTF-8, with a line of names') },
  },
};

export type ExportFormat = z.infer<typeof exportFormat>;
