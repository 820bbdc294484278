import { defineConfig } from 'vitest/config';

/** Projects that share engines and two cores run their files one after another. */
function serial(name: string, order: number, timeout: number) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      maxWorkers: 1,
      testTimeout: timeout,
      hookTimeout: timeout,
      sequence: { groupOrder: order },
    },
  };
}

/** Starts the three engines once for all files of the project. */
function withEngines(project: ReturnType<typeof serial>) {
  return { test: { ...project.test, globalSetup: ['test/support/engines-setup.ts'] } };
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/build-first.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{gateway,electron,renderer,build}/**/*.test.ts', 'test/support/**/*.test.ts'],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      withEngines(serial('integration', 1, 60_000)),
      serial('e2e', 2, 120_000),
      serial('faults', 3, 300_000),
    ],
  },
});
