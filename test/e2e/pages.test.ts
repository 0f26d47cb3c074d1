import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { playPage } from '../helpers/played-page.js'

const DOCS = join(import.meta.dirname, '../../docs')

describe('the outputs in', () => {
  it.each(['losing-a-region.md', 'restore.md'])(
    '%s are those of its commands: else run `npm run pages`',
    async (page) => {
      const file = join(DOCS, page)

      await expect(await playPage(readFileSync(file, 'utf8'))).toMatchFileSnapshot(file)
    },
  )
})
