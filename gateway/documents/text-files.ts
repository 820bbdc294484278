/** What is known of text files, for others who read them in worker threads: their encodings, and what divides a row. */
export { sniffDelimiter, excelDelimiter } from './backends/csv/delimiter.ts';
export { fillLatin1Gaps, otherEncoding, unicodeEncoding } from './encoding.ts';
