import type { TestProject } from 'vitest/node';
import { ensureChromium } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a Chromium. */
    chromium: string;
  }
}

/** Finds or gets a browser once for a test run. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await ensureChromium());
}
