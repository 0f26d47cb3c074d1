import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/live/**'],
    disableConsoleIntercept: true,
    testTimeout: 20_000,
    setupFiles: ['test/helpers/seed.ts'],
  },
})
