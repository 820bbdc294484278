import { buildIfStale } from '../../build/build.mjs';

/**
 * Worker threads cannot run TypeScript, so tests run the bundled workers: build them when they are old. esbuild
 * says itself what is wrong with a source; the tests that do not need a bundle are run all the same.
 */
export async function setup(): Promise<void> {
  try {
    await buildIfStale();
  } catch {
    console.error('The bundle could not be built: tests that need it will fail.');
  }
}
