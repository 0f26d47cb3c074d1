import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smallestRoleFor } from '../../../src/model/built-in-roles.js'
import { JOB_ROLES, JOBS, roleDefinition } from '../../../src/model/job-roles.js'
import { actionMatches, isAllowed, missingActions } from '../../../src/model/permissions.js'
import { actionsOf, VERB_ACTIONS, type Verb } from '../../../src/model/verb-actions.js'

const ITEMS = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems'
const verbs = Object.keys(VERB_ACTIONS) as Verb[]

describe('a pattern of actions', () => {
  it.each([
    ['*', 'Microsoft.Compute/disks/read', true],
    ['*/read', 'Microsoft.Compute/disks/read', true],
    ['*/read', 'Microsoft.Compute/disks/write', false],
    ['microsoft.compute/DISKS/read', 'Microsoft.Compute/disks/read', true],
    ['Microsoft.Authorization/*/Write', 'Microsoft.Authorization/roleAssignments/write', true],
    ['Microsoft.Compute/*', 'Microsoft.ComputeX/disks/read', false],
    ['a*a', 'a', false],
    ['*read*', 'read', true],
  ])('%s on %s is %s', (pattern, action, matches) => {
    expect(actionMatches(pattern, action)).toBe(matches)
  })

  it('agrees with a regular expression', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 8 })
    const plain = fc.string({ unit: fc.constantFrom('a', 'B', '/'), maxLength: 10 })
    fc.assert(
      fc.property(word, plain, (pattern, action) => {
        const oracle = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i')
        expect(actionMatches(pattern, action)).toBe(oracle.test(action))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('permissions', () => {
  const contributor = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] }

  it('take away only within their own assignment', () => {
    const lock = 'Microsoft.Authorization/locks/write'

    expect(isAllowed([contributor], lock)).toBe(false)
    expect(isAllowed([contributor, { actions: ['Microsoft.Authorization/locks/*'], notActions: [] }], lock)).toBe(true)
  })

  it('of nobody lack everything, of an owner nothing', () => {
    for (const verb of verbs) {
      expect(missingActions([], verb)).toEqual(actionsOf([verb]))
      expect(missingActions([{ actions: ['*'], notActions: [] }], verb)).toEqual([])
    }
  })
})

describe('the role of a job', () => {
  it.each(JOB_ROLES)('%s is enough for its verbs and holds no wildcard', (role) => {
    const { Actions, NotActions } = roleDefinition(role, ['/subscriptions/s'])

    for (const verb of JOBS[role].verbs)
      expect(missingActions([{ actions: Actions, notActions: NotActions }], verb)).toEqual([])
    expect(Actions.filter((action) => action.includes('*'))).toEqual([])
  })

  it('never allows deleting backup data or vaults; who makes drills may delete groups', () => {
    const all = JOB_ROLES.flatMap((role) => roleDefinition(role, []).Actions.map((action) => `${role} ${action}`))

    expect(all.filter((action) => action.endsWith('/delete'))).toEqual([
      'driller Microsoft.Resources/subscriptions/resourceGroups/delete',
    ])
  })

  it('only reads, for a reader', () => {
    const acts = roleDefinition('reader', []).Actions.filter((action) => !action.endsWith('/read'))

    expect(acts).toEqual(['Microsoft.RecoveryServices/locations/backupStatus/action'])
  })
})

describe('the smallest built-in role', () => {
  it.each([
    [`${ITEMS}/read`, 'Backup Reader'],
    [`${ITEMS}/backup/action`, 'Backup Operator'],
    [`${ITEMS}/recoveryPoints/restore/action`, 'Backup Operator'],
    [`${ITEMS}/delete`, 'Backup Contributor'],
    ['Microsoft.RecoveryServices/vaults/backupPolicies/write', 'Backup Contributor'],
    ['Microsoft.RecoveryServices/vaults/delete', 'Contributor'],
    ['Microsoft.Compute/virtualMachines/read', 'Reader'],
    ['Microsoft.Compute/virtualMachines/write', 'Virtual Machine Contributor'],
    ['Microsoft.Authorization/locks/write', undefined],
  ])('for %s is %s', (action, role) => {
    expect(smallestRoleFor(action)).toBe(role)
  })

  it('is known for every action of every verb', () => {
    expect(actionsOf(verbs).filter((action) => smallestRoleFor(action) === undefined)).toEqual([])
  })
})
