import { describe, expect, it } from 'vitest'
import { compileEstate } from '../../../src/slots/compile.js'
import type { Estate } from '../../../src/slots/estate.js'
import { LIMITS_PROFILES } from '../../../src/slots/limit-profiles.js'
import {
  BERLIN,
  dailySpec,
  disksIn,
  estateMachine,
  estatePolicy,
  estateTier,
  estateVault,
  slotEstate,
  specOf,
} from '../../helpers/slot-estate.js'

const compile = (estate: Estate, more: object = {}) =>
  compileEstate(estate, { limits: LIMITS_PROFILES.current, dst: 'wallclock', from: '2026-11-22', ...more })

describe('compileEstate', () => {
  it('makes nothing of nothing', () => {
    expect(compile(slotEstate())).toMatchObject({ parts: [], findings: [] })
  })

  it('makes one part of machines that share a vault, on the ticks of a day', () => {
    const { parts, findings } = compile(slotEstate({ machines: [estateMachine('vm-b'), estateMachine('vm-a')] }))

    expect(findings).toEqual([])
    expect(parts).toHaveLength(1)
    const [{ problem, machines }] = parts as [(typeof parts)[number]]
    expect(machines.map(({ name }) => name)).toEqual(['vm-a', 'vm-b'])
    expect(problem.time).toEqual({ tickMinutes: 30, ticks: 48, regimes: 1 })
    expect(problem.vaults).toEqual([{ name: 'rsv-weu', newPolicies: 197 }])
    expect(problem.resources).toEqual([{ kind: 'machines', name: 'vault rsv-weu', capacity: 40, span: 1 }])
    expect(problem.families[0]?.slots[44]).toEqual({ starts: Uint16Array.of(44), rank: 20, policies: 0, capacity: 100 })
    expect([...problem.vms.home]).toEqual([-1, -1])
  })

  it('says what each slot is called, and which policies it is already', () => {
    const { parts } = compile(
      slotEstate({
        policies: [estatePolicy('nightly-2300', dailySpec('23:00'))],
        machines: [estateMachine('vm-a', { policy: 'NIGHTLY-2300' })],
      }),
    )

    const family = parts[0]?.families[0]
    expect(family?.name).toBe('standard')
    expect(parts[0]?.problem.vms.home[0]).toBe(46)
    expect(family?.slotAt(46)).toMatchObject({ time: '23:00', policies: ['nightly-2300'], policy: 'nightly-2300' })
    expect(family?.slotAt(3)).toMatchObject({ time: '01:30', policies: [], policy: 'standard-0130' })
    expect(family?.slotAt(3).spec).toEqual(dailySpec('01:30'))
  })

  it('names the slots of foreign families after their policies, days of the week included', () => {
    const weekly = { ...specOf({ frequency: 'weekly', days: ['Saturday'], time: '22:00' }), instantRestoreDays: 5 }
    const { parts } = compile(
      slotEstate({
        policies: [estatePolicy('dev-Sat-2200', weekly), estatePolicy('dev-Sat-2230', dailySpec('04:00'))],
        machines: [estateMachine('vm-a', { policy: 'dev-Sat-2200' })],
      }),
    )

    expect(parts[0]?.families[0]?.slotAt(45).policy).toBe('dev-Sat-2230-2')
    expect(parts[0]?.families[0]?.slotAt(46).policy).toBe('dev-Sat-2300')
    expect(parts[0]?.problem.time.ticks).toBe(336)
    expect(parts[0]?.problem.families[0]?.slots[44]?.starts).toEqual(Uint16Array.of(6 * 48 + 44))
  })

  it('parts vaults that have nothing to do with one another, and joins those that share an account', () => {
    const vaults = ['rsv-1', 'rsv-2', 'rsv-3'].map((name) => estateVault(name))
    const machines = [
      estateMachine('vm-a', { vault: 'rsv-1', disks: disksIn('stweu01', 2) }),
      estateMachine('vm-b', { vault: 'rsv-3', disks: disksIn('STWEU01', 3) }),
      estateMachine('vm-c', { vault: 'rsv-2' }),
    ]

    const { parts } = compile(slotEstate({ vaults, machines }))

    expect(parts.map((part) => part.machines.map(({ name }) => name))).toEqual([['vm-a', 'vm-b'], ['vm-c']])
    expect(parts[0]?.problem.resources.map(({ name }) => name)).toEqual([
      'vault rsv-1',
      'account stweu01',
      'vault rsv-3',
    ])
  })

  it('keeps a VM with more disks in an account than may start together apart, and says so', () => {
    const { parts, findings } = compile(
      slotEstate({ machines: [estateMachine('vm-big', { disks: disksIn('stweu01', 26) })] }),
    )

    expect([...(parts[0]?.problem.vms.use.amount ?? [])]).toEqual([1, 20])
    expect(findings).toMatchObject([{ code: 'MACHINE_OVER_ACCOUNT', severity: 'warning', evidence: { disks: 26 } }])
  })

  it('leaves out what has no place, and says why', () => {
    const machines = [
      estateMachine('vm-1', { vault: 'rsv-gone' }),
      estateMachine('vm-2', { tier: 'gold' }),
      estateMachine('vm-3', { policy: 'by-hand' }),
      estateMachine('vm-4', { policy: 'odd' }),
      estateMachine('vm-5'),
      estateMachine('VM-5'),
    ]
    const policies = [estatePolicy('odd', dailySpec('22:10'))]

    const { parts, findings } = compile(slotEstate({ machines, policies }))

    expect(parts.flatMap((part) => part.machines.map(({ name }) => name))).toEqual(['vm-5'])
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ['VAULT_UNKNOWN', 'VM vm-1 left out: vault rsv-gone: there is no such vault.'],
      ['TIER_UNKNOWN', 'VM vm-2 left out: tier gold: there is no such tier.'],
      ['POLICY_UNREADABLE', 'VM vm-3 left out: policy by-hand of vault rsv-weu: its content is not known.'],
      [
        'POLICY_OFF_GRID',
        'VM vm-4 left out: policy odd of vault rsv-weu: it starts at 22:10, and slots are half hours: its VMs stay there, and are not counted.',
      ],
      ['MACHINE_TWICE', 'VM VM-5 left out: VM VM-5: it is listed more than once.'],
    ])
  })

  it('gives new policies no name that another one of the vault has, readable or not', () => {
    const { parts } = compile(
      slotEstate({
        vaults: [{ ...estateVault(), otherNames: ['Standard-2230'] }],
        policies: [estatePolicy('standard-2300', dailySpec('22:10'))],
        machines: [estateMachine('vm-1')],
      }),
    )

    expect([44, 45, 46].map((slot) => parts[0]?.families[0]?.slotAt(slot).policy)).toEqual([
      'standard-2200',
      'standard-2230-2',
      'standard-2300-2',
    ])
  })

  it('allows the starts of a window over midnight, of the VM before its tier before the one for all', () => {
    const night = { from: '22:00', to: '00:30', timeZone: 'UTC' }
    const machines = [
      estateMachine('vm-1'),
      estateMachine('vm-2', { window: { from: '03:10', to: '04:20', timeZone: 'UTC' } }),
      estateMachine('vm-3', { tier: 'dev' }),
    ]
    const tiers = [estateTier(), estateTier('dev', { spec: dailySpec('01:00', BERLIN), window: night })]

    const { parts } = compile(slotEstate({ machines, tiers }), {
      window: { from: '12:00', to: '12:29', timeZone: 'UTC' },
    })

    const vms = parts[0]?.problem.vms
    const allowed = [...(vms?.allowance ?? [])].map((index) => [...(vms?.allowances[index] ?? [])])
    // Berlin is one hour ahead of UTC in winter and two in summer: 00:00-01:30 is inside all year round.
    expect(allowed).toEqual([[24], [7, 8], [0, 1, 2, 3]].map((list) => list))
  })

  it('reports a window in which no half hour lies', () => {
    const window = { from: '22:05', to: '22:25', timeZone: 'UTC' }

    const { parts, findings } = compile(slotEstate({ machines: [estateMachine('vm-1', { window })] }))

    expect(parts[0]?.problem.vms.allowances).toEqual([new Uint16Array()])
    expect(findings).toMatchObject([{ code: 'WINDOW_IMPOSSIBLE', severity: 'error' }])
  })

  it.each([
    ['vault', ['rsv-1'], ['rsv-2'], ['rsv-3'], ['rsv-4']],
    ['region', ['rsv-1', 'rsv-2'], ['rsv-3'], ['rsv-4']],
    ['subscription', ['rsv-1', 'rsv-2', 'rsv-3'], ['rsv-4']],
  ] as const)('counts starts by %s when the limits say so', (scope, ...groups) => {
    const vaults = [
      estateVault('rsv-1'),
      estateVault('rsv-2', { region: 'West Europe' }),
      estateVault('rsv-3', { region: 'eastus' }),
      estateVault('rsv-4', { subscription: 'fabrikam' }),
    ]
    const machines = vaults.map(({ name }) => estateMachine(`vm-of-${name}`, { vault: name }))
    const limits = { ...LIMITS_PROFILES.current, startsTogether: { ...LIMITS_PROFILES.current.startsTogether, scope } }

    const { parts } = compile(slotEstate({ vaults, machines }), { limits })

    expect(parts.map(({ problem }) => problem.vaults.map(({ name }) => name))).toEqual(groups)
    expect(parts.map(({ problem }) => problem.resources.length)).toEqual(groups.map(() => 1))
  })

  it('makes a limit by policy the capacity of slots', () => {
    const startsTogether = { ...LIMITS_PROFILES.current.startsTogether, value: 30, scope: 'policy' as const }
    const { parts } = compile(slotEstate({ machines: [estateMachine('vm-1')] }), {
      limits: { ...LIMITS_PROFILES.current, startsTogether },
    })

    expect(parts[0]?.problem.resources).toEqual([])
    expect(parts[0]?.problem.families[0]?.slots[0]?.capacity).toBe(30)
  })

  it('takes policies that say the same as one slot with room for all of them, and says that one would do', () => {
    const policies = ['b-2200', 'a-2200'].map((name) => estatePolicy(name, dailySpec('22:00')))

    const { parts, findings } = compile(
      slotEstate({ policies, machines: [estateMachine('vm-1', { policy: 'b-2200' })] }),
    )

    expect(parts[0]?.problem.families[0]?.slots[44]).toMatchObject({ policies: 2, capacity: 200 })
    expect(parts[0]?.families[0]?.slotAt(44)).toMatchObject({ policies: ['a-2200', 'b-2200'], policy: 'a-2200' })
    expect(findings).toMatchObject([{ code: 'POLICIES_EQUAL', severity: 'info', evidence: { time: '22:00' } }])
  })

  it('counts classic VMs of a cloud service over an hour, in half hours and in quarters', () => {
    const classic = [
      estateMachine('vm-1', { cloudService: 'contoso-web' }),
      estateMachine('vm-2', { cloudService: 'Contoso-Web', policy: 'nepal' }),
    ]
    const nepal = estatePolicy('nepal', dailySpec('22:00', 'Nepal Standard Time'))

    const halves = compile(slotEstate({ machines: classic.slice(0, 1) })).parts[0]?.problem
    const quarters = compile(slotEstate({ machines: classic, policies: [nepal] })).parts[0]?.problem

    const service = { kind: 'service', name: 'cloud service contoso-web', capacity: 10 }
    expect(halves?.resources[1]).toEqual({ ...service, span: 2 })
    expect(quarters?.resources).toHaveLength(2)
    expect(quarters?.resources[1]).toEqual({ ...service, span: 4 })
    expect(quarters?.time).toEqual({ tickMinutes: 15, ticks: 96, regimes: 1 })
  })

  it('asks for a week as soon as one policy does not start each day, and for a regime for each way of the clocks', () => {
    const policies = [
      estatePolicy('berlin', dailySpec('22:00', BERLIN)),
      estatePolicy(
        'new-york',
        specOf({ frequency: 'weekly', days: ['Sunday'], time: '20:00' }, 'Eastern Standard Time'),
      ),
    ]
    const machines = policies.map(({ name }) => estateMachine(`vm-${name}`, { policy: name }))

    const [part] = compile(slotEstate({ policies, machines })).parts

    expect(part?.problem.time).toEqual({ tickMinutes: 30, ticks: 336, regimes: 2 })
    expect(part?.timeZone).toBe('Eastern Standard Time')
    // 22:00 in Berlin is 16:00 in New York, and 17:00 in the weeks in which only America has put its clocks forward.
    const [berlin] = part?.problem.families.map(({ slots }) => [...(slots[44]?.starts ?? [])]) ?? []
    expect(berlin?.slice(0, 2)).toEqual([32, 80])
    expect(berlin?.slice(7, 9)).toEqual([336 + 34, 336 + 82])
  })

  it('warns of vaults that are to hold too much, and of data that is only assumed', () => {
    const machines = Array.from({ length: 1001 }, (_, i) => estateMachine(`vm-${i}`))
    const unknown = estateMachine('vm-x', {
      disks: [{ sizeGb: 64, usedGb: null, churnPerDay: null, storageAccount: null }],
    })

    const { findings } = compile(
      slotEstate({ vaults: [estateVault('rsv-weu', { otherItems: 999 })], machines: [...machines, unknown] }),
    )

    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['VAULT_FULL', 'error'],
      ['VAULT_ITEMS', 'warning'],
      ['DATA_ASSUMED', 'info'],
    ])
    expect(findings[0]?.message).toBe('Vault rsv-weu is to hold 1,002 VMs; at most 1,000 are taken.')
    expect(findings[2]?.message).toMatch(
      /: 60 % of the size is taken as used for 1 VM, 3 % of what is used is taken to change a day for 1 VM\.$/,
    )
  })

  it('tells no assumption that was not made', () => {
    const disks = [{ sizeGb: 64, usedGb: 10, churnPerDay: null, storageAccount: null }]

    const { findings } = compile(slotEstate({ machines: [estateMachine('vm-x', { disks })] }))

    expect(findings[0]?.message).toMatch(/not known: 3 % of what is used is taken to change a day for 1 VM\.$/)
  })

  it('lets no new policy be made in a vault that has 200', () => {
    const vaults = [estateVault('rsv-weu', { policyCount: 207 })]

    expect(compile(slotEstate({ vaults, machines: [estateMachine('vm-1')] })).parts[0]?.problem.vaults).toEqual([
      { name: 'rsv-weu', newPolicies: 0 },
    ])
  })

  it('tells families of one name apart, and makes valid names of strange ones', () => {
    const other = { ...dailySpec('22:00'), instantRestoreDays: 3 }
    const third = { ...dailySpec('22:00'), instantRestoreDays: 4 }
    const policies = [estatePolicy('dev-2200', other), estatePolicy('dev-2300', third)]
    const machines = ['dev-2200', 'dev-2300'].map((policy) => estateMachine(`vm-${policy}`, { policy }))
    const tiers = [estateTier('1st class')]

    const { parts } = compile(
      slotEstate({ policies, tiers, machines: [...machines, estateMachine('vm-z', { tier: '1ST CLASS' })] }),
    )

    const names = parts[0]?.families.map((family) => [family.name, family.slotAt(3).policy])
    expect(names).toEqual([
      ['dev', 'dev-0130'],
      ['dev-2', 'dev-2-0130'],
      ['1st class', 'slot-1st-class-0130'],
    ])
  })
})
