import { defineConfig } from 'vitest/config';

const FILES = ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'scripts/**/*.test.mjs'];
const NEVER = ['**/node_modules/**', 'dist/**'];
const COMPONENTS = ['**/*.components.test.ts'];
// Some three hundred files that leave nothing behind: what they import is loaded once in a process, not once in each file.
const TOGETHER = ['src/!(drivers|router)/**/*.test.ts'];

export default defineConfig({
  test: {
    // Most suites wait for processes more than they compute: three at a time use two cores well.
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Whoever waits for a fact waits as long as a slow machine needs.
    expect: { poll: { timeout: 120_000 } },
    // In the order of their names: what takes long begins first, each file in a process of its own.
    projects: [
      { extends: true, test: { name: 'alone', include: FILES, exclude: [...NEVER, ...COMPONENTS, ...TOGETHER] } },
      { extends: true, test: { name: 'components', include: COMPONENTS, exclude: NEVER } },
      {
        extends: true,
        test: { name: 'together', isolate: false, include: TOGETHER, exclude: [...NEVER, ...COMPONENTS] },
      },
    ],
  },
});
