import { describe, expect, it } from 'vitest'
import { parseInventory, readInventory } from '../../../src/stagger/inventory.js'
import { mistakes, INVENTORY_SETTINGS as SETTINGS } from '../../helpers/inventory.js'

const json = (content: object) => parseInventory('estate.json', JSON.stringify(content, null, 2), SETTINGS)

const VAULT = { name: 'rsv-weu', region: 'West Europe' }
const POLICY = { vault: 'RSV-WEU', name: 'standard-2230' }
const VM = { name: 'web-01', vault: 'rsv-weu', policy: 'Standard-2230' }

describe('an inventory in JSON', () => {
  it('becomes an estate: names joined without case, defaults filled in', async () => {
    const { estate, findings } = await json({
      vaults: [VAULT],
      policies: [POLICY],
      machines: [
        { ...VM, disks: [{ sizeGb: 32 }, { sizeGb: 64, usedGb: 20, churnPerDay: 0.1, storageAccount: 'stweu01' }] },
        { name: 'web-02', vault: 'rsv-weu', tier: 'DEV', pinned: true, window: '22:00-06:00 Europe/Berlin' },
      ],
    })

    expect(findings).toEqual([])
    expect(estate.vaults).toEqual([
      {
        key: 'rsv-weu',
        name: 'rsv-weu',
        subscription: 'inventory',
        region: 'westeurope',
        policyCount: 1,
        otherItems: 0,
      },
    ])
    expect(estate.policies).toMatchObject([
      { vault: 'rsv-weu', name: 'standard-2230', spec: { schedule: { frequency: 'daily', time: '22:30' } } },
    ])
    expect(estate.machines).toEqual([
      {
        key: 'web-01',
        name: 'web-01',
        vault: 'rsv-weu',
        tier: 'standard',
        policy: 'standard-2230',
        window: null,
        isPinned: false,
        awaitsFirst: false,
        cloudService: null,
        disks: [
          { sizeGb: 32, usedGb: null, churnPerDay: null, storageAccount: null },
          { sizeGb: 64, usedGb: 20, churnPerDay: 0.1, storageAccount: 'stweu01' },
        ],
      },
      expect.objectContaining({
        tier: 'dev',
        policy: null,
        isPinned: true,
        awaitsFirst: true,
        window: { from: '22:00', to: '06:00', timeZone: 'W. Europe Standard Time' },
      }),
    ])
  })

  it('is told what its content says wrong beside what its shape has wrong', async () => {
    const found = await mistakes(
      json({
        vaults: [VAULT, { name: 'rsv-neu', regoin: 'northeurope', policies: -1 }],
        policies: [
          { ...POLICY, start: 22 },
          { vault: 'rsv-weu', name: 'standard', tier: 'glod' },
        ],
        machines: [
          { ...VM, disks: [{ sizeGb: '64' }, { sizeGb: -5 }] },
          { ...VM, window: 7, vault: 'rsv-nue' },
          { name: 'web-02', vault: 'rsv-weu', window: '25:00-26:00', pinned: 'yes' },
        ],
      }),
    )

    const told = found.map((line) => line.replace(/^estate.json:\d+:\d+: /, ''))
    expect(told).toEqual([
      expect.stringContaining("unknown key 'regoin'; did you mean 'region'?"),
      'policies is -1; it must be a number from 0',
      "'policies.0.start' must be a text",
      expect.stringContaining("nobody says when policy 'standard' of vault 'rsv-weu' starts"),
      "unknown tier 'glod'; known: critical, standard, dev",
      "'machines.0.disks.0.sizeGb' must be a number",
      'the size of a disk is -5 GB; it must be above 0',
      expect.stringMatching(/VM 'web-01' is there twice/),
      "unknown vault 'rsv-nue'; did you mean rsv-neu or rsv-weu?",
      "unknown policy 'Standard-2230': the inventory has none of that name in vault 'rsv-nue'",
      "'machines.1.window' must be a text",
      expect.stringContaining("impossible window: '25:00-26:00' is no window"),
      "'machines.2.pinned' must be true or false",
    ])
  })

  it('calls nothing unknown that may be what cannot be read', async () => {
    const found = await mistakes(
      json({
        vaults: [{ nmae: 'rsv-weu' }, 7],
        tiers: { name: 'gold' },
        policies: [{ name: 'standard-2230' }],
        machines: [{ ...VM, tier: 'gold', disks: 3 }, { name: 'web-02' }, null],
      }),
    )

    expect(found.join('\n')).not.toMatch(/unknown (vault|tier|policy)|twice/)
    expect(found).toHaveLength(8)
  })

  it('leaves VMs out whose backups do not run, and says so', async () => {
    const { estate, findings } = await json({
      vaults: [VAULT],
      machines: [
        { name: 'web-01', vault: 'rsv-weu', state: 'Stopped' },
        { name: 'web-02', vault: 'rsv-weu', state: 'deleted' },
        { name: 'web-03', vault: 'rsv-weu' },
      ],
    })

    expect(estate.machines.map(({ name }) => name)).toEqual(['web-03'])
    expect(estate.vaults[0]?.otherItems).toBe(2)
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ['NOT_RUNNING', expect.stringContaining('1 VM of vault rsv-weu is stopped (web-01)')],
      ['NOT_RUNNING', expect.stringContaining('1 VM of vault rsv-weu is deleted (web-02)')],
    ])
  })

  it('takes weekly, hourly and other zones beside one another', async () => {
    const { estate } = await json({
      vaults: [VAULT],
      tiers: [{ name: 'gold', template: 'critical', window: '20:00-23:30 Asia/Kolkata', rpo: '6h' }],
      policies: [
        { vault: 'rsv-weu', name: 'w', start: 'sunday, Wed 02:00', timeZone: 'Asia/Kolkata' },
        { vault: 'rsv-weu', name: 'h', tier: 'gold', start: 'every 6 h from 08:00 for 12 h' },
        { vault: 'rsv-weu', name: 'gold-2130' },
        {
          vault: 'rsv-weu',
          name: 's',
          spec: { schedule: { frequency: 'DAILY', time: '21:00' }, retention: { daily: { count: 9 } } },
        },
      ],
      machines: [],
    })

    expect(estate.policies.map(({ spec }) => [spec.schedule, spec.timeZone])).toEqual([
      [{ frequency: 'weekly', days: ['Sunday', 'Wednesday'], time: '02:00' }, 'India Standard Time'],
      [{ frequency: 'hourly', intervalHours: 6, windowStart: '08:00', windowHours: 12 }, 'UTC'],
      [{ frequency: 'daily', time: '21:30' }, 'UTC'],
      [{ frequency: 'daily', time: '21:00' }, 'UTC'],
    ])
    expect(estate.policies[0]?.spec.retention).toEqual({ weekly: { count: 12, days: ['Sunday', 'Wednesday'] } })
    expect(estate.tiers.find(({ name }) => name === 'gold')).toMatchObject({
      rpoMs: 6 * 3_600_000,
      window: { from: '20:00', to: '23:30', timeZone: 'India Standard Time' },
    })
  })

  it.each([
    ['22:15', 'half hour'],
    ['Sunday 22:10', 'half hour'],
    ['every 5 h from 08:00 for 10 h', '4, 6, 8, 12'],
    ['every 4 h from 08:00 for 10 h', 'multiple'],
  ])('refuses the start %s, which no policy in Azure has', async (start, why) => {
    const policies = [{ vault: VAULT.name, name: 'odd', start }]

    const found = await mistakes(json({ vaults: [VAULT], policies, machines: [{ ...VM, policy: 'odd' }] }))

    expect(found).toEqual([expect.stringContaining(why)])
  })

  it('tells every mistake at once, each with its place', async () => {
    const found = await mistakes(
      json({
        vaults: [VAULT, { name: 'RSV-weu' }, { name: 'rsv-2', policies: -1 }],
        tiers: [{ name: 'gold', window: '22:05-22:25', rpo: 'soon' }],
        policies: [
          { vault: 'rsv-wue', name: 'standard-2200' },
          { vault: 'rsv-2', name: 'nightly' },
          { vault: 'rsv-2', name: 'late', start: '25:00', timeZone: 'Mars/Base' },
          {
            vault: 'rsv-2',
            name: 'odd-2215',
            spec: { schedule: { frequency: 'daily', time: '22:15' }, retention: { daily: { count: 30 } } },
          },
        ],
        machines: [
          { ...VM, policy: 'standard-2200' },
          { ...VM, vault: 'nowhere', policy: undefined },
          { name: 'a', vault: 'rsv-2', tier: 'golden', window: '22-06' },
          {
            name: 'b',
            vault: 'rsv-2',
            disks: [{ sizeGb: -32 }, { sizeGb: 10, usedGb: 11 }, { sizeGb: 10, churnPerDay: 3 }],
          },
        ],
      }),
    )

    expect(found.map((line) => line.replace(/^estate\.json:(\d+):\d+: /, '$1 '))).toEqual([
      "7 vault 'RSV-weu' is there twice",
      '12 policies is -1; it must be a number from 0',
      '18 impossible window: no backup can start in 22:05-22:25: starts are on the hour and the half hour',
      "19 rpo 'soon' is no duration; write 24h or 90m",
      "24 unknown vault 'rsv-wue'; did you mean RSV-weu?",
      "27 nobody says when policy 'nightly' of vault 'rsv-2' starts, and its name holds no time; write its start",
      "34 '25:00' is no start; write 22:00, Sunday 22:00 or every 4 h from 08:00 for 12 h",
      expect.stringMatching(/^35 unknown time zone 'Mars\/Base'/),
      expect.stringMatching(/^43 Backups start on the hour or the half hour; 22:15 is neither/),
      expect.stringContaining("unknown policy 'standard-2200'"),
      expect.stringContaining("VM 'web-01' is there twice"),
      expect.stringContaining("unknown vault 'nowhere'; known: RSV-weu, rsv-2"),
      expect.stringContaining("unknown tier 'golden'; did you mean gold?"),
      expect.stringContaining("'22-06' is no window"),
      expect.stringContaining('the size of a disk is -32 GB; it must be above 0'),
      expect.stringContaining('11 GB of a disk of 10 GB are used'),
      expect.stringContaining('3 of a disk changes in a day'),
    ])
  })

  it('says that there is no vault to choose from', async () => {
    expect(await mistakes(json({ vaults: [], machines: [{ name: 'web-01', vault: 'rsv-weu' }] }))).toEqual([
      expect.stringContaining("unknown vault 'rsv-weu'; there is none"),
    ])
  })

  it('refuses what has another shape, and what is no JSON', async () => {
    expect(await mistakes(json({ vaults: [{ nam: 'x' }], machines: {} }))).toEqual([
      expect.stringMatching(/^estate\.json:3:5: 'vaults\.0' lacks 'name'/),
      expect.stringMatching(/^estate\.json:4:7: unknown key 'nam'; did you mean 'name'\?/),
      expect.stringMatching(/^estate\.json:7:3: 'machines' must be a list/),
    ])
    expect(await mistakes(parseInventory('e.json', '{\n "vaults": [,]}', SETTINGS))).toEqual([
      expect.stringMatching(/^e\.json: this is not JSON: Unexpected token/),
    ])
    const cut = JSON.stringify({ vaults: [VAULT], machines: [VM] }, null, 1).slice(0, -4)
    expect(await mistakes(parseInventory('e.json', cut, SETTINGS))).toEqual([
      expect.stringMatching(/^e\.json(:14:\d+)?: this is not JSON/),
    ])
    expect(await mistakes(parseInventory('e.json', '', SETTINGS))).toEqual([
      expect.stringMatching(/^e\.json: this is not JSON: Unexpected end/),
    ])
  })

  it('shows two hundred mistakes and counts the others', async () => {
    const machines = Array.from({ length: 5_000 }, (_, i) => ({ name: `vm-${i}`, vault: 'rsv-2' }))

    const found = await mistakes(json({ vaults: [VAULT], machines }))

    expect(found).toHaveLength(201)
    expect(found.at(-1)).toBe('and 4,800 more')
  })
})

it('says which file cannot be read', async () => {
  expect(await mistakes(readInventory('/nonexistent/estate.json', SETTINGS))).toEqual([
    'Inventory /nonexistent/estate.json cannot be read: there is no such file.',
  ])
})
