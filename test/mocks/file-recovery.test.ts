import { describe, expect, test } from 'vitest'
import { codeOf, GROUP, itemPath, type Json, VAULT, vaultPath, vmBodyOf, vmPath } from './helpers.js'
import { CONTAINER, ITEM, type Target, withPoint } from './restore-bench.js'

const HOUR = 3600
const pointPath = (point: string) => `${itemPath('web-01')}/recoveryPoints/${point}`

const request = (bench: Target, point: string, more: object = {}) => ({
  properties: {
    objectType: 'IaasVMILRRegistrationRequest' as const,
    recoveryPointId: point,
    virtualMachineId: `/subscriptions/${bench.sub}${vmPath('web-01')}`,
    ...more,
  },
})

/** Sends one of the two calls by the SDK, waits for its operation and gives the status document as az reads it. */
async function statusOf(bench: Target, send: (options: object) => Promise<void>): Promise<Json> {
  let address = ''
  const onResponse = (response: Json) => {
    address = response.headers.get('azure-asyncoperation')
  }
  await send({ onResponse })
  bench.pass(300)
  const id = address.split('?')[0]?.split('/').at(-1)
  return bench.send('GET', `${vaultPath()}/backupOperations/${id}`).body
}

const mount = (bench: Target, point: string) => {
  const { itemLevelRecoveryConnections: files } = bench.backup
  const body = request(bench, point)
  return statusOf(bench, (options) => files.provision(VAULT, GROUP, 'Azure', CONTAINER, ITEM, point, body, options))
}

const unmount = (bench: Target, point: string) => {
  const { itemLevelRecoveryConnections: files } = bench.backup
  return statusOf(bench, (options) => files.revoke(VAULT, GROUP, 'Azure', CONTAINER, ITEM, point, options))
}

const isMounted = (bench: Target, point: string): boolean =>
  bench.send('GET', pointPath(point)).body.properties.isInstantIlrSessionActive

describe('mounting the files of a point', () => {
  test('ends with a script whose name holds the password where az cuts it out', async () => {
    const { bench, point } = withPoint()

    const { status, properties } = await mount(bench, point)

    const [script] = properties.recoveryTarget.clientScripts
    const start = script.scriptNameSuffix.lastIndexOf('_') + 33
    const password = script.scriptNameSuffix.slice(start, start + 15)
    const text = Buffer.from(script.scriptContent, 'base64').toString()
    expect([status, properties.objectType]).toEqual(['Succeeded', 'OperationStatusProvisionILRExtendedInfo'])
    expect(script).toMatchObject({ osType: 'Linux', scriptExtension: '.py' })
    expect(text).toContain(`TargetPassword="${password}"`)
    expect(password).toHaveLength(15)
  })

  test('gives a program to download for Windows, as the second of two', async () => {
    const { bench, point } = withPoint({ vm: vmBodyOf({ location: 'westeurope', osType: 'Windows' }) })

    const { properties } = await mount(bench, point)

    const [first, second] = properties.recoveryTarget.clientScripts
    expect([first.osType, second.scriptExtension]).toEqual(['Windows', '.exe'])
    expect(second.url).toMatch(/^data:/)
  })

  test('shows on the point for 12 hours', async () => {
    const { bench, point } = withPoint()
    const before = isMounted(bench, point)

    await mount(bench, point)
    const after = isMounted(bench, point)
    bench.pass(12 * HOUR)

    expect([before, after, isMounted(bench, point)]).toEqual([false, true, false])
  })

  test('makes no job, and ends when the files are let go', async () => {
    const { bench, point } = withPoint()
    const jobs = () => bench.send('GET', `${vaultPath()}/backupJobs`).body.value.length
    const before = jobs()
    await mount(bench, point)

    const { status, properties } = await unmount(bench, point)

    expect([status, properties, isMounted(bench, point), jobs()]).toEqual(['Succeeded', undefined, false, before])
  })

  test.each<[string, object]>([
    ['another object type', { objectType: 'x' }],
    ['another point than that of the path', { recoveryPointId: '1' }],
    ['another VM', { virtualMachineId: '/x' }],
  ])('is refused for %s', (_, more) => {
    const { bench, point } = withPoint()

    const reply = bench.send('POST', `${pointPath(point)}/provisionInstantItemRecovery`, request(bench, point, more))

    expect(codeOf(reply)).toEqual([400, 'BMSUserErrorInvalidInput'])
  })

  test('is refused for Ultra disks', () => {
    const { properties, ...rest } = vmBodyOf({ location: 'westeurope' })
    const dataDisks = [{ lun: 0, diskSizeGB: 64, managedDisk: { storageAccountType: 'UltraSSD_LRS' } }]
    const storageProfile = { ...properties.storageProfile, dataDisks }
    const vm = { ...rest, properties: { ...properties, storageProfile } }
    const { bench, point } = withPoint({ vm, policy: 'EnhancedPolicy' })

    const reply = bench.send('POST', `${pointPath(point)}/provisionInstantItemRecovery`, request(bench, point))

    expect(reply.body.error.message).toContain('Ultra and Premium SSD v2')
  })

  test('is refused for a soft-deleted item', () => {
    const { bench, point } = withPoint()
    bench.send('DELETE', itemPath('web-01'))
    bench.pass(600)

    const reply = bench.send('POST', `${pointPath(point)}/provisionInstantItemRecovery`, request(bench, point))

    expect(reply.body.error.message).toContain('undelete it first')
  })

  test('is refused for a point that is not there', () => {
    const { bench } = withPoint()

    expect(bench.send('POST', `${pointPath('1')}/revokeInstantItemRecovery`).status).toBe(404)
  })
})
