import { bundleIfStale } from '../../build/bundle.mjs';

/** Worker threads cannot run TypeScript, so tests run the bundled workers: build them when they are old. */
export async function setup(): Promise<void> {
  await bundleIfStale();
}
