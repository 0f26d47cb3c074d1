import { defineConfig } from 'vitest/config'

/** The few tests that start the built binary; `npm run test:e2e` builds it first. */
export default defineConfig({
  test: { include: ['test/e2e/**/*.test.ts'], testTimeout: 30_000 },
})
