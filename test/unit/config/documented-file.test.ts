import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkConfigFile } from '../../../src/config/check-file.js'

it('the file shown in docs/configuration.md is valid', async () => {
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  const shown = page.match(/```yaml\n(.*?)```/s)?.[1] ?? ''

  const { content, problems } = await checkConfigFile('azbk.yaml', shown)

  expect(problems).toEqual([])
  expect(Object.keys(content)).toEqual(['defaults', 'vaults', 'tiers', 'rules', 'limits'])
})
