import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { spacedFolder, spawnAzbk } from '../helpers/spawn-azbk.js'

/** A text that only @azure/identity holds. */
const MARK = 'aka.ms/azsdk/js/identity'

/** Whether a run of azbk loads @azure/identity: V8 lists all loaded files when it is asked for coverage. */
async function loadsIdentity(argv: readonly string[]): Promise<boolean> {
  const folder = spacedFolder()
  await spawnAzbk(argv, { env: { NODE_V8_COVERAGE: folder } })
  const scripts = readdirSync(folder).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] }
    return result.map((script) => script.url)
  })
  const files = scripts.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url))
  return files.some((file) => existsSync(file) && readFileSync(file, 'utf8').includes(MARK))
}

describe('the login libraries', () => {
  it('are not loaded with --mock', async () => {
    expect(await loadsIdentity(['vault', 'list', '--mock'])).toBe(false)
  })

  it('are loaded for Azure', async () => {
    const subscription = '00000000-0000-0000-0000-000000000001'

    expect(await loadsIdentity(['vault', 'list', '--auth', 'cli', '--subscription', subscription])).toBe(true)
  })
})
