import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPipelineRequest } from '@azure/core-rest-pipeline'
import { describe, expect, it } from 'vitest'
import { createMock, type MockState } from '../../../mocks/index.js'
import { openMockFile } from '../../../src/mock/open.js'
import { folderWith } from '../../helpers/temp-folder.js'

/** The mock of a file, and how often the file was written while it is open. */
async function openIn(folder: string) {
  const file = join(folder, 'mock.json')
  let saves = 0
  let text = ''
  const count = () => {
    const present = readFileSync(file, 'utf8')
    if (present !== text) saves += 1
    text = present
  }
  writeFileSync(file, JSON.stringify(createMock({ world: 'contoso' }).control.peek()))
  count()
  const sleep = async () => {
    await new Promise((resolve) => setImmediate(resolve))
  }
  const place = {
    settings: { mockState: file, stateDir: folder },
    clock: { now: () => new Date(), sleep },
    signal: new AbortController().signal,
  }
  const mock = await openMockFile(place)
  const putGroup = async (name: string) => {
    const url = `https://management.azure.com/subscriptions/${mock.subscriptionId}/resourceGroups/${name}?api-version=2024-11-01`
    const request = createPipelineRequest({ method: 'PUT', url, body: '{"location":"westeurope"}' })
    const { status } = await mock.httpClient.sendRequest(request)
    count()
    return status
  }
  const groups = () => {
    const { resources } = JSON.parse(readFileSync(file, 'utf8')) as MockState
    return Object.values(resources.groups).map(({ name }) => name)
  }
  return { mock, putGroup, groups, file, saves: () => saves - 1 }
}

describe('the mock of a state file', () => {
  it('has saved a write before it is answered, so that a killed process loses nothing', async () => {
    const { mock, putGroup, groups } = await openIn(await folderWith())

    const status = await putGroup('rg-fabrikam')

    expect(status).toBe(201)
    expect(groups()).toContain('rg-fabrikam')
    await mock.close()
  })

  it('saves once for writes of the same moment', async () => {
    const { mock, putGroup, groups, saves } = await openIn(await folderWith())

    await Promise.all(Array.from({ length: 50 }, (_, i) => putGroup(`rg-${i}`)))

    expect(groups()).toEqual(expect.arrayContaining(['rg-0', 'rg-49']))
    expect(saves()).toBe(1)
    await mock.close()
  })

  it('writes nothing more when closed after that', async () => {
    const { mock, putGroup, file } = await openIn(await folderWith())
    await putGroup('rg-fabrikam')
    writeFileSync(file, 'as it was saved')

    await mock.close()

    expect(readFileSync(file, 'utf8')).toBe('as it was saved')
  })
})
