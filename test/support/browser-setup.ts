import type { TestProject } from 'vitest/node';
import { ensureBrowser } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a Chromium. */
    browser: string;
  }
}

/** Finds or gets a browser once for a test run. */
export async function setup(project: TestProject): Promise<void> {
  project.provide('browser', await ensureBrowser());
}
