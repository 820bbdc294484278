/** What ships, under which licences: dist/licences.json, which FroDB shows by GET /system/licences. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const minioOffer =
  'FroDB runs MinIO as a separate, unmodified program, which it reaches by the S3 protocol only. The complete source of this version ' +
  'is at the address given. Whoever hands on a MinIO binary, with FroDB or without it, has to offer that source; whoever changes MinIO ' +
  'and lets others use it over a network has to offer those changes too.';

/** @param {string} root of the repository @param {string} outdir dist/ */
export function writeLicences(root, outdir) {
  const parts = [frodb(root), ...engines(root), ...libraries(root)];
  writeFileSync(join(outdir, 'licences.json'), JSON.stringify(parts));
}

function frodb(root) {
  const { name, version, license } = readJson(join(root, 'package.json'));
  return { kind: 'frodb', name, version, licence: license, source: null, notice: null, text: textIn(root) };
}

function engines(root) {
  const found = readJson(join(root, 'resources', 'engines.json'));
  return Object.entries(found).map(([name, { version, licence, source }]) => ({
    kind: 'engine',
    name,
    version,
    licence,
    source,
    notice: name === 'minio' ? minioOffer : null,
    text: null,
  }));
}

/** All that is needed to run, of Studio too, as far as it is installed on this platform. */
function libraries(root) {
  const { packages } = readJson(join(root, 'package-lock.json'));
  const installed = readJson(join(root, 'node_modules', '.package-lock.json')).packages;
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional && path in installed)
    .map(([path, { version, license }]) => ({
      kind: 'library',
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license ?? null,
      source: null,
      notice: null,
      text: textIn(join(root, path)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The text of the licence that lies in a package. */
function textIn(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(file));
  return name === undefined ? null : readFileSync(join(folder, name), 'utf8');
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
