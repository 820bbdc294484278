/** What a document can be written as: `json` is DoclingDocument, `chunks` a JSON list of chunks. */
export const exportFormats = ['md', 'json', 'html', 'text', 'chunks'] as const;
export type ExportFormat = (typeof exportFormats)[number];
