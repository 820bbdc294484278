/** Every limit that the API promises, in one place; sizes in bytes, lengths in characters (code points). */
export const limits = {
  namePattern: '^[a-z][a-z0-9_]*$',
  nameLength: 63,

  jsonBytes: 8 * 1024 * 1024,
  jsonDepth: 100,
  yamlBytes: 1024 * 1024,
  ndjsonBytes: 64 * 1024 * 1024,
  fileBytes: 5 * 1024 ** 3,
  /** What is kept of a name; longer ones are cut. */
  fileNameBytes: 255,
  /** Of a bare upload's name in its query string. */
  uploadNameLength: 4_000,
  contentTypeLength: 255,

  /** Above this a body is parsed and checked in a worker. */
  inlineBodyBytes: 256_000,

  schemaFields: 300,
  schemaNesting: 3,
  descriptionLength: 2_000,
  unitLength: 63,
  enumValues: 1_000,
  enumValueLength: 255,
  filesPerField: 1_000,
  acceptTypes: 100,

  stringLength: 2_000,
  /** Postgres' limit for one key of an index, of string fields that are indexed or unique. */
  indexedStringBytes: 2_600,

  problems: 100,
  batchRecords: 10_000,

  /** Of a file of rows, what is looked at to find out what it is: any row fits. */
  importHeadBytes: 8 * 1024 * 1024 + 4_096,
  inspectRows: 10_000,
  columnNameLength: 1_000,

  listLimit: 1_000,
  listLimitDefault: 20,
  offset: 10_000,
  sortKeys: 20,
  searchQueryLength: 100_000,
  searchLimit: 100,
  searchLimitDefault: 10,

  filterDepth: 10,
  filterClauses: 1_000,
  filterInValues: 10_000,

  chunkSizeMin: 100,
  chunkSizeMax: 8_000,
  chunkSizeDefault: 1_200,
  chunkOverlapDefault: 200,
  /** Of one file: what it puts has to fit one write. At the default size, some 55 million characters. */
  chunksPerFile: 50_000,

  idempotencyKeyLength: 255,
  requestIdLength: 128,
  agentIdLength: 255,
  /** A cursor holds the values that its query sorts by, so a long text makes a long one: the body's own limit. */
  cursorLength: 8 * 1024 * 1024,

  keyNameLength: 255,
  keyPermissions: 100,
  metadataBytes: 64_000,

  /** Of what may be one: keys are shorter. */
  apiKeyLength: 1_000,
  sessionDays: 30,
  loginCodeMinutes: 10,

  webhookNameLength: 255,
  webhookUrlLength: 2_000,
  webhookTypes: 100,
  webhooksPerKey: 100,
} as const;
