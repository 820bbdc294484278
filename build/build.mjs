/** `npm run build`: the bundles, then Studio, whose client is generated from the API that was bundled. */
import { fileURLToPath } from 'node:url';
import { bundle, bundleIfStale } from './bundle.mjs';
import { buildStudio, buildStudioIfStale } from './studio.mjs';

/** Builds whatever is older than its sources. */
export async function buildIfStale() {
  await bundleIfStale();
  await buildStudioIfStale();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle();
  await buildStudio();
}
