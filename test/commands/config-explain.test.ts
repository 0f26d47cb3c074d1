import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import ConfigExplain from '../../commands/config/explain.js'
import type { ConfigExplainResult } from '../../src/config/explain.js'
import { fakeNetwork } from '../helpers/fake-network.js'
import { runAzbk } from '../helpers/run-command.js'
import { folderWith } from '../helpers/temp-folder.js'

const FILE = 'defaults:\n  timeout: 90m\nvaults:\n  West Europe: rsv-weu\nrules:\n  - {tier: dev, tag: env=test}\n'
const offline = { network: fakeNetwork({}) }

describe('config explain', () => {
  it('tells every setting with its value and the file and line it came from', async () => {
    const cwd = await folderWith({ 'azbk.yaml': FILE })
    const run = await runAzbk(ConfigExplain, ['--json', '--resource-group', 'rg-app'], { ...offline, cwd })
    const rows = run.json<ConfigExplainResult>().result
    const row = (setting: string) => rows.find((one) => one.setting === setting)

    expect(run.exitCode).toBe(0)
    expect(row('timeout')).toMatchObject({
      value: '90m',
      source: 'project file',
      origin: `${join(cwd, 'azbk.yaml')}:2`,
    })
    expect(row('vaults.westeurope')).toMatchObject({ value: 'rsv-weu', origin: `${join(cwd, 'azbk.yaml')}:4` })
    expect(row('rules[0]')).toMatchObject({ value: 'tier dev, tag env=test', origin: `${join(cwd, 'azbk.yaml')}:6` })
    expect(row('resource-group')).toMatchObject({ value: 'rg-app', source: 'flag', origin: '--resource-group' })
    expect(row('output')).toMatchObject({ value: 'json', origin: '--json' })
    expect(row('subscription')).toMatchObject({ source: 'environment', origin: 'AZBK_SUBSCRIPTION' })
    expect(row('tiers.standard')).toMatchObject({ value: 'template standard, rpo 1d, rto 8h', source: 'default' })
    expect(row('query')).toMatchObject({ value: null, source: 'default' })
  })

  it('never shows a secret', async () => {
    const env = { AZBK_ACCESS_TOKEN: 'hush-1', AZURE_CLIENT_SECRET: 'hush-2', SYSTEM_ACCESSTOKEN: 'hush-3' }
    const { stdout } = await runAzbk(ConfigExplain, [], { ...offline, env })

    expect(stdout).toMatch(/^AZURE_CLIENT_SECRET +\(set, not shown\) +environment: AZURE_CLIENT_SECRET$/m)
    expect(stdout).not.toContain('hush')
  })

  it('speaks to nobody, not even to a named endpoint', async () => {
    const network = fakeNetwork({})
    const run = await runAzbk(ConfigExplain, ['--arm-endpoint', 'https://management.local.contoso.com'], { network })

    expect(run.exitCode).toBe(0)
    expect(network.sent).toEqual([])
  })

  it('ends with 2 and every mistake when a file is broken', async () => {
    const cwd = await folderWith({ 'azbk.yaml': 'defaults:\n\toutput: json\n' })
    const run = await runAzbk(ConfigExplain, ['--json'], { ...offline, cwd, env: { AZBK_CLOUD: 'AzureMoon' } })

    expect(run.exitCode).toBe(2)
    expect(run.json().error).toMatchObject({ code: 'INVALID_CONFIG' })
    expect(run.json().error?.message).toMatch(/azbk\.yaml:2:1: a tab/)
    expect(run.json().error?.message).toContain('AZBK_CLOUD')
  })
})
