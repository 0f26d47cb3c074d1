import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { closingLines } from './test-reports.js'

// The last lines of CI, from vitest's JSON reports: what failed, and the sum.
const reports = process.argv
  .slice(2)
  .map((file) => [basename(file, '.json'), existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined])
const { lines, failed } = closingLines(Object.fromEntries(reports), join(import.meta.dirname, '../'))

console.log(lines.join('\n'))
if (failed > 0) process.exitCode = 1
