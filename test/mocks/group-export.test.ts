import { describe, expect, test } from 'vitest'
import { codeOf, createBench, GROUP, type Json, makeVault, makeVm, VAULT } from './helpers.js'

const exportOf = (bench: ReturnType<typeof createBench>, body: object, group = GROUP) =>
  bench.send('POST', `/resourceGroups/${group}/exportTemplate`, body, '2021-04-01')

describe('the template of a resource group', () => {
  test('names its resources by parameters, as they can be put again', () => {
    const bench = createBench()
    makeVault(bench)
    const { status, body } = exportOf(bench, { resources: ['*'], options: 'IncludeParameterDefaultValue' })
    const parameter = `vaults_${VAULT.replaceAll('-', '_')}_name`

    expect(status).toBe(200)
    expect(body.template.parameters).toEqual({ [parameter]: { type: 'String', defaultValue: VAULT } })
    expect(body.template.resources).toEqual([
      expect.objectContaining({
        type: 'Microsoft.RecoveryServices/vaults',
        name: `[parameters('${parameter}')]`,
        location: 'westeurope',
        sku: { name: 'Standard' },
      }),
    ])
    expect(body.template.resources[0].properties).not.toHaveProperty('provisioningState')
  })

  test('holds the resources that are asked for, under their own names when told so', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    makeVm(bench, 'web-02')
    const [, id] = bench.send('GET', '/resourceGroups/rg-app/resources').body.value.map((row: Json) => row.id)
    const { template } = exportOf(
      bench,
      { resources: [id], options: 'SkipResourceNameParameterization' },
      'rg-app',
    ).body

    expect(template).toMatchObject({ parameters: {}, resources: [{ name: 'web-02' }] })
  })

  test('is refused for a group or resource that is not there', () => {
    const bench = createBench()

    expect(codeOf(exportOf(bench, { resources: ['*'] }, 'rg-none'))).toEqual([404, 'ResourceGroupNotFound'])
    makeVault(bench)
    expect(codeOf(exportOf(bench, { resources: ['/subscriptions/x/providers/Microsoft.Compute/disks/none'] }))).toEqual(
      [404, 'ResourceNotFound'],
    )
  })
})
