/** Settings of external engines, none of which there is. */
export const externalEngines = {
  FRODB_POSTGRES_URL: 'postgresql://u:p@db.example:5432/x',
  FRODB_QDRANT_URL: 'http://vectors.example:6333',
  FRODB_S3_ENDPOINT: 'https://s3.example',
  FRODB_S3_ACCESS_KEY: 'a',
  FRODB_S3_SECRET_KEY: 's',
};
