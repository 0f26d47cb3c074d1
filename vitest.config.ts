import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/live/**'],
    disableConsoleIntercept: true,
    // Generous: on a machine with other work a test takes ten times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The sources keep no state in modules, so that files may share them: most of the time went into loading them anew.
    isolate: false,
    // vitest leaves one core free, which on two cores doubles the time.
    maxWorkers: '100%',
    setupFiles: ['test/helpers/seed.ts'],
  },
})
