import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../../src/config/resolve.js'
import { folderWith } from '../../helpers/temp-folder.js'

const USER_FILE = '.config/azbk/config.yaml'
const PROFILE = '.azure/azureProfile.json'
const SUBSCRIPTION = '00000000-0000-0000-0000-00000000000a'
const TENANT = '00000000-0000-0000-0000-0000000000ff'

interface Given {
  readonly files?: Record<string, string>
  readonly env?: Record<string, string>
  readonly flags?: Record<string, unknown>
  readonly typed?: readonly string[]
}

/** Settings of a run in `project/deep/` of a home folder with these files. */
async function resolveIn({ files = {}, env = {}, flags = {}, typed = Object.keys(flags) }: Given) {
  const home = await folderWith({ 'project/deep/.keep': '', ...files })
  const cwd = join(home, 'project', 'deep')
  const settings = await resolveSettings({ flags, typed: new Set(typed), env: { HOME: home, ...env }, cwd })
  return { home, settings }
}

function messageOf(given: Given): Promise<string> {
  return resolveIn(given).then(
    () => 'no error',
    (error: Error) => error.message,
  )
}

describe('the strongest source wins', () => {
  const files = {
    'project/azbk.yaml': 'defaults:\n  resource-group: rg-project\n',
    [USER_FILE]: 'defaults:\n  resource-group: rg-user\n',
    '.azure/config': '[defaults]\ngroup = rg-az\n',
  }
  const env = { AZBK_RESOURCE_GROUP: 'rg-env' }
  const without = (name: string) => Object.fromEntries(Object.entries(files).filter(([file]) => file !== name))

  it('a flag before all', async () => {
    const { settings } = await resolveIn({ files, env, flags: { 'resource-group': 'rg-flag' } })

    expect(settings.resourceGroup).toBe('rg-flag')
    expect(settings.origins.resourceGroup).toEqual({ source: 'flag', name: '--resource-group' })
  })

  it('then the environment', async () => {
    const { settings } = await resolveIn({ files, env })

    expect(settings.resourceGroup).toBe('rg-env')
    expect(settings.origins.resourceGroup).toEqual({ source: 'environment', name: 'AZBK_RESOURCE_GROUP' })
  })

  it('then the project file, found upwards, with its line', async () => {
    const { home, settings } = await resolveIn({ files })

    expect(settings.resourceGroup).toBe('rg-project')
    const file = join(home, 'project', 'azbk.yaml')
    expect(settings.origins.resourceGroup).toEqual({ source: 'project file', file, line: 2 })
    expect(settings.files).toEqual([file, join(home, USER_FILE)])
  })

  it('then the user file', async () => {
    const { settings } = await resolveIn({ files: without('project/azbk.yaml') })

    expect(settings.resourceGroup).toBe('rg-user')
    expect(settings.origins.resourceGroup).toMatchObject({ source: 'user file', line: 2 })
  })

  it('then the az CLI', async () => {
    const { home, settings } = await resolveIn({ files: { '.azure/config': files['.azure/config'] } })

    expect(settings.resourceGroup).toBe('rg-az')
    expect(settings.origins.resourceGroup).toEqual({ source: 'az CLI', file: join(home, '.azure', 'config') })
  })

  it('and the default last', async () => {
    const { settings } = await resolveIn({})

    expect(settings).toMatchObject({ resourceGroup: null, output: 'table', timeoutMs: 3_600_000, subscriptions: [] })
    expect(settings.origins.resourceGroup).toEqual({ source: 'default' })
  })
})

describe('flags and variables', () => {
  it('do not let the parser pass off a variable as a flag', async () => {
    const { settings } = await resolveIn({ flags: { 'resource-group': 'from-process-env' }, typed: [] })

    expect(settings.resourceGroup).toBeNull()
  })

  it.each([
    [{ flags: { json: true } }, 'json'],
    [{ flags: { output: 'csv' }, env: { AZBK_JSON: '1' } }, 'csv'],
    [{ env: { AZBK_JSON: 'true', AZBK_OUTPUT: 'yaml' } }, 'json'],
    [{ env: { AZBK_JSON: '0', AZBK_OUTPUT: 'YAML' } }, 'yaml'],
    [{ env: { AZBK_OUTPUT: '' } }, 'table'],
  ])('give the output form of %j', async (given, output) => {
    expect((await resolveIn(given)).settings.output).toBe(output)
  })

  it.each([
    [{}, null],
    [{ env: { NO_COLOR: '1' } }, false],
    [{ env: { NO_COLOR: '1', AZBK_COLOR: 'yes' } }, true],
    [{ env: { NO_COLOR: '1' }, flags: { color: true } }, true],
    [{ flags: { color: false } }, false],
  ])('force colour or leave it to the terminal: %j', async (given, color) => {
    expect((await resolveIn(given)).settings.color).toBe(color)
  })

  it('split a list of subscriptions and read a duration', async () => {
    const { settings } = await resolveIn({ env: { AZBK_SUBSCRIPTION: 'a, b', AZBK_TIMEOUT: '1h30m' } })

    expect(settings.subscriptions).toEqual(['a', 'b'])
    expect(settings.timeoutMs).toBe(5_400_000)
  })

  it('are all told at once when they are wrong', async () => {
    const env = { AZBK_QUIET: 'maybe', AZBK_TIMEOUT: '5 parsecs', AZBK_CLOUD: 'AzureMoon' }
    const message = await messageOf({ env, flags: { 'arm-endpoint': 'http://arm.contoso.com' } })

    expect(message).toMatch(/4 mistakes/)
    expect(message).toContain("AZBK_QUIET: 'maybe' must be true or false")
    expect(message).toContain("AZBK_TIMEOUT: '5 parsecs' must be a duration")
    expect(message).toContain("AZBK_CLOUD: 'AzureMoon' must be one of AzureCloud, AzureUSGovernment, AzureChinaCloud")
    expect(message).toContain("--arm-endpoint: 'http://arm.contoso.com' must be an https:// address")
  })
})

describe('files', () => {
  it('join vaults and tiers entry by entry, the project before the user', async () => {
    const { settings } = await resolveIn({
      files: {
        'project/azbk.yaml': 'vaults:\n  West Europe: rsv-project\ntiers:\n  critical: {rpo: 2h}\n',
        [USER_FILE]:
          'vaults:\n  westeurope: rsv-user\n  northeurope: rsv-north\ntiers:\n  Gold: {template: critical, rto: 90m}\n',
      },
    })

    expect(settings.vaults).toEqual({ westeurope: 'rsv-project', northeurope: 'rsv-north' })
    expect(settings.tiers.critical).toMatchObject({ template: 'critical', rpoMs: 7_200_000, rtoMs: 4 * 3_600_000 })
    expect(settings.tiers.gold).toMatchObject({ name: 'Gold', template: 'critical', rpoMs: null, rtoMs: 5_400_000 })
    expect(settings.origins['vaults.westeurope']).toMatchObject({ source: 'project file', line: 2 })
    expect(settings.origins['tiers.gold']).toMatchObject({ source: 'user file', line: 5 })
    expect(settings.origins['tiers.dev']).toEqual({ source: 'default' })
  })

  it('put the rules of the project before those of the user', async () => {
    const { settings } = await resolveIn({
      files: {
        'project/azbk.yaml': 'rules:\n  - {tier: critical, tag: env=prod}\n',
        [USER_FILE]: 'rules:\n  - {tier: dev, tag: sandbox}\n  - {tier: dev, group: rg-lab, name: "lab-*"}\n',
      },
    })

    expect(settings.rules).toMatchObject([
      { tier: 'critical', tag: { key: 'env', value: 'prod' }, origin: { source: 'project file', line: 2 } },
      { tier: 'dev', tag: { key: 'sandbox', value: null }, origin: { source: 'user file', line: 2 } },
      { tier: 'dev', tag: null, resourceGroup: 'rg-lab', name: 'lab-*' },
    ])
  })

  it('refuse a window that ends when it begins', async () => {
    const message = await messageOf({
      files: { 'project/azbk.yaml': 'tiers:\n  gold: {template: critical, window: 22:00-22:00}\n' },
    })

    expect(message).toMatch(/azbk\.yaml:2:\d+: .*write HH:MM-HH:MM with two times/)
  })

  it('tell every mistake of both files, with line and column', async () => {
    const message = await messageOf({
      files: {
        'project/azbk.yaml':
          'defaults:\n  output: xml\n  timeuot: 5m\ntiers:\n  gold: {template: golden, window: 9-5, rpo: soon}\n',
        [USER_FILE]: 'rules:\n  - tier: dev\n  - {tag: a=b}\nlimitz: current\n',
      },
    })

    expect(message).toMatch(/8 mistakes/)
    expect(message).toMatch(/project\/azbk\.yaml:2:3: 'defaults\.output' must be one of table, json/)
    expect(message).toMatch(/project\/azbk\.yaml:3:3: unknown key 'timeuot'; did you mean 'timeout'\?/)
    expect(message).toMatch(/project\/azbk\.yaml:5:10: .*must be one of critical, standard, dev/)
    expect(message).toMatch(/project\/azbk\.yaml:5:28: .*write HH:MM-HH:MM with two times/)
    expect(message).toMatch(/project\/azbk\.yaml:5:41: .*write a number and a unit/)
    expect(message).toMatch(/config\.yaml:2:5: .*needs a condition: tag, group or name/)
    expect(message).toMatch(/config\.yaml:3:5: .*lacks 'tier'/)
    expect(message).toMatch(/config\.yaml:4:1: unknown key 'limitz'; did you mean 'limits'\?/)
  })

  it('say plainly that a tab is no indentation', async () => {
    const message = await messageOf({ files: { 'project/azbk.yaml': 'defaults:\n\toutput: json\n' } })

    expect(message).toMatch(/azbk\.yaml:2:1: a tab is used for indentation; YAML allows only spaces/)
  })

  it.each([
    ['a rule for a tier that nobody knows', 'rules:\n  - {tier: platinum, tag: x}\n', /2:6: unknown tier 'platinum'/],
    [
      'a plain http endpoint',
      'defaults: {arm-endpoint: "http://arm.contoso.com"}\n',
      /1:12: .*never sent over plain http/,
    ],
    [
      'a time zone that nobody knows',
      'tiers:\n  gold: {timeZone: Europe/Berlinn}\n',
      /2:10: unknown time zone 'Europe\/Berlinn'/,
    ],
    ['an answer to a question', 'defaults: {yes: true}\n', /1:12: unknown key 'yes'/],
    ['a list instead of a mapping', '- a\n', /1:1: .*must be a mapping/],
    ['broken YAML', 'vaults: {a: b\n', /azbk\.yaml:2:1: /],
  ])('refuse %s', async (_what, text, expected) => {
    expect(await messageOf({ files: { 'project/azbk.yaml': text } })).toMatch(expected)
  })

  it('may be empty', async () => {
    expect((await resolveIn({ files: { 'project/azbk.yaml': '# nothing yet\n' } })).settings.output).toBe('table')
  })

  it('may name a limits file, relative to the file that names it', async () => {
    const files = { 'project/azbk.yaml': 'limits: ../ours.yaml\n', 'ours.yaml': 'startsTogether: 30\n' }

    expect((await resolveIn({ files })).settings.limits).toMatch(/^\/.*[^.]\/ours\.yaml$/)
    expect((await resolveIn({ files: { 'project/azbk.yaml': 'limits: Classic-2017\n' } })).settings.limits).toBe(
      'classic-2017',
    )
  })

  it('may be another user file, which then must exist', async () => {
    const { settings } = await resolveIn({ env: { AZBK_CONFIG: await otherFile() } })
    expect(settings.limits).toBe('classic-2017')

    expect(await messageOf({ env: { AZBK_CONFIG: '/nowhere/azbk.yaml' } })).toContain(
      '/nowhere/azbk.yaml, but there is no such file',
    )
  })
})

async function otherFile(): Promise<string> {
  return join(await folderWith({ 'other.yaml': 'limits: classic-2017\n' }), 'other.yaml')
}

describe('what the az CLI has chosen', () => {
  const row = { id: SUBSCRIPTION, tenantId: TENANT, isDefault: true, environmentName: 'AzureCloud' }
  const profile = (...rows: object[]) => `\uFEFF${JSON.stringify({ subscriptions: rows })}`

  it('gives the default subscription, past the byte-order mark', async () => {
    const { home, settings } = await resolveIn({
      files: { [PROFILE]: profile({ ...row, isDefault: false, id: 'x' }, row) },
    })

    expect(settings.subscriptions).toEqual([SUBSCRIPTION])
    expect(settings.origins.subscriptions).toEqual({ source: 'az CLI', file: join(home, PROFILE) })
  })

  it('is read from AZURE_CONFIG_DIR when that is set', async () => {
    const folder = await folderWith({ 'azureProfile.json': profile(row) })

    expect((await resolveIn({ env: { AZURE_CONFIG_DIR: folder } })).settings.subscriptions).toEqual([SUBSCRIPTION])
  })

  it('does not count in another cloud, nor with --mock', async () => {
    const files = { [PROFILE]: profile(row) }

    expect((await resolveIn({ files, flags: { cloud: 'AzureChinaCloud' } })).settings.subscriptions).toEqual([])
    expect(
      (await resolveIn({ files, flags: { 'arm-endpoint': 'https://arm.contoso.com' } })).settings.subscriptions,
    ).toEqual([])
    expect((await resolveIn({ files, flags: { mock: true } })).settings.subscriptions).toEqual([])
  })

  it('brings its cloud along, also one that the user registered', async () => {
    const gov = await resolveIn({ files: { '.azure/config': '[cloud]\nname = AzureUSGovernment\n' } })
    expect(gov.settings).toMatchObject({ cloud: 'AzureUSGovernment', armEndpoint: null })

    const hub = await resolveIn({
      files: {
        '.azure/config': '[cloud]\nname = hub\n',
        '.azure/clouds.config': `[hub]\nendpoint_resource_manager = https://management.local.contoso.com/\nsubscription = ${SUBSCRIPTION}\n`,
      },
    })
    expect(hub.settings).toMatchObject({
      armEndpoint: 'https://management.local.contoso.com',
      subscriptions: [SUBSCRIPTION],
    })
  })

  it('names the tenant of a subscription that was chosen elsewhere', async () => {
    const files = { [PROFILE]: profile({ ...row, id: 'other', isDefault: true }, { ...row, isDefault: false }) }

    expect((await resolveIn({ files, flags: { subscription: [SUBSCRIPTION] } })).settings.tenantId).toBe(TENANT)
    expect((await resolveIn({ files })).settings.tenantId).toBeNull()
    expect((await resolveIn({ env: { AZURE_TENANT_ID: 'my-tenant' } })).settings.tenantId).toBe('my-tenant')
  })

  it('is done without when its profile is broken, with a warning', async () => {
    const { settings } = await resolveIn({ files: { [PROFILE]: '{"subscriptions": [' } })

    expect(settings.subscriptions).toEqual([])
    expect(settings.warnings).toEqual([expect.stringContaining('azureProfile.json is not valid JSON')])
  })
})
