/** What of a record is looked at. */
export type RecordView = 'overview' | 'json' | 'chunks';
