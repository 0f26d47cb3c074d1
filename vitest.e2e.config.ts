import { defineConfig } from 'vitest/config'

/** The few tests that start the built binary; `npm run test:e2e` builds it first. They mostly wait for it. */
export default defineConfig({
  test: { include: ['test/e2e/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000, maxWorkers: 3 },
})
