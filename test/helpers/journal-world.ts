import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import Protect from '../../commands/protect.js'
import { createEstate, type Estate } from './estate.js'
import { type RunOptions, runAzbk } from './run-command.js'
import { folderWith } from './temp-folder.js'

export const names = (n: number) => Array.from({ length: n }, (_, i) => `vm-${i + 10}`)

export interface World {
  readonly estate: Estate
  readonly folder: string
  run(command: Parameters<typeof runAzbk>[0], argv: readonly string[], options?: RunOptions): ReturnType<typeof runAzbk>
}

/** VMs without protection, and a folder for journals. */
export async function worldOf(vms: readonly string[]): Promise<World> {
  const estate = createEstate()
  estate.vault('rsv-weu')
  for (const name of vms) estate.vm({ name })
  const folder = await folderWith()
  return {
    estate,
    folder,
    run: (command, argv, options) =>
      runAzbk(command, argv, { mock: estate.mock, env: { AZBK_STATE_DIR: folder }, ...options }),
  }
}

/** A protect of 30 VMs that Ctrl-C ends after the first ones. */
export async function interrupted(): Promise<World> {
  const world = await worldOf(names(30))
  const controller = new AbortController()
  const { httpClient } = world.estate.mock
  const original = httpClient.sendRequest.bind(httpClient)
  httpClient.sendRequest = async (request) => {
    if (request.method === 'PUT' && /protectedItems/i.test(request.url)) controller.abort()
    return original(request)
  }
  const run = await world.run(Protect, ['--all', '--policy', 'EnhancedPolicy'], { signal: controller.signal })
  httpClient.sendRequest = original
  expect(run.exitCode).toBe(130)
  return world
}

export const journals = (folder: string) => readdirSync(join(folder, 'runs')).filter((file) => file.endsWith('.jsonl'))
export const jobs = (estate: Estate, operation: string) => estate.jobs('rsv-weu', operation).length
