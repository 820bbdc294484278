import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { missingCapabilities } from './capabilities.ts';

/** Adds to vitest's summary what this machine could not check, and one plain line that scripts can read. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    // A file that does not even load, or an error outside any test, counts as one failure.
    let failed = unhandled.length;
    for (const module of modules) {
      failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
      }
    }
    const missing = missingCapabilities();
    if (missing.length > 0) console.log('\nNot checked, because it is missing here:');
    for (const line of missing) console.log(`  - ${line}`);
    console.log(`\n${passed} passed, ${failed} failed`);
  }
}
