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

/** Runs `file` once for all files of the project. */
function withSetup(project: ReturnType<typeof serial>, file: string) {
  return { test: { ...project.test, globalSetup: [file] } };
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
      withSetup(serial('integration', 1, 60_000), 'test/support/engines-setup.ts'),
      withSetup(serial('e2e', 2, 120_000), 'test/support/chromium-setup.ts'),
      serial('faults', 3, 300_000),
    ],
  },
});
