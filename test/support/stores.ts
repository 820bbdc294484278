import { createMinioStore } from '../../gateway/infra/objects-minio.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import type { JsonObject } from '../../gateway/schema/json.ts';
import { loadSchema } from '../../gateway/schema/parse.ts';
import { compareStores } from './compare-stores.ts';
import { engineAddresses } from './frodb.ts';

interface CatalogueRow {
  id: string;
  database_id: string;
  name: string;
  schema: JsonObject;
  qdrant_collection: string | null;
  bucket: string | null;
}

/** The bundled engines of a running FroDB, looked at past its gateway. */
export function openStores(dataDir: string) {
  const { postgresUrl, qdrantUrl, qdrantApiKey, minio } = engineAddresses(dataDir);
  const pg = createPostgres({ url: postgresUrl, applicationName: 'test', poolSize: 2 });
  const vectors = createQdrantStore({ url: qdrantUrl, apiKey: qdrantApiKey });
  const endpoint = `http://${minio.endPoint}:${minio.port}`;
  const objects = createMinioStore({ kind: 'minio', endpoint, ...minio });
  return {
    /** What is missing or left over all collections. */
    differences: async (): Promise<string[]> => {
      const rows = await pg.query<CatalogueRow>(
        'SELECT id, database_id, name, schema, qdrant_collection, bucket FROM frodb.collections',
      );
      const found = rows.map((row) =>
        compareStores(
          { pg, vectors, objects },
          {
            id: row.id,
            databaseId: row.database_id,
            databaseName: '',
            name: row.name,
            schema: loadSchema(row.schema),
            schemaVersion: 1,
            schemaName: `d_${row.database_id}`,
            tableName: `c_${row.id}`,
            generation: 1,
            qdrantCollection: row.qdrant_collection,
            bucket: row.bucket,
            createdAt: '',
            updatedAt: '',
          },
        ),
      );
      return (await Promise.all(found)).flat();
    },
    close: async (): Promise<void> => {
      await pg.close();
      vectors.close();
      objects.close();
    },
  };
}
