import { describe, expect, test } from 'vitest'
import { accountOf, DEPLOYMENT, deploymentOf, vmTemplate } from './deployment-bench.js'
import { createBench, type Json } from './helpers.js'

describe('deployments', () => {
  test('fill in parameters, variables, names, ids, copies and outputs', () => {
    const bench = createBench()
    const template = {
      parameters: { Prefix: { type: 'string' }, place: { type: 'string', defaultValue: 'westeurope' } },
      variables: { base: "[concat(parameters('prefix'), 'acct')]", again: "[variables('base')]" },
      resources: [
        accountOf("[concat(variables('again'), copyIndex(1))]", {
          location: "[parameters('place')]",
          copy: { name: 'accounts', count: 2 },
          tags: { literal: '[[not an expression]', quoted: "[concat('it''s ', 'fine')]" },
        }),
      ],
      outputs: {
        id: { type: 'string', value: "[resourceId('Microsoft.Storage/storageAccounts', 'contosoacct1')]" },
        blob: { type: 'string', value: "[reference('contosoacct2').primaryEndpoints.blob]" },
        list: { type: 'array', value: "[reference('contosoacct2')['ipRules']]" },
      },
    }
    template.outputs.list.value = "[concat(variables('base'), '-', 7)]"

    bench.send('PUT', DEPLOYMENT, deploymentOf(template, { prefix: { value: 'contoso' } }))

    const { properties } = bench.send('GET', DEPLOYMENT).body
    expect(properties).toMatchObject({
      provisioningState: 'Succeeded',
      parameters: { Prefix: { type: 'String', value: 'contoso' }, place: { value: 'westeurope' } },
      outputs: {
        id: { value: expect.stringMatching(/\/resourceGroups\/rg-app\/.*\/contosoacct1$/) },
        blob: { value: 'https://contosoacct2.blob.core.windows.net/' },
        list: { value: 'contosoacct-7' },
      },
    })
    const accounts = bench.send('GET', '/providers/Microsoft.Storage/storageAccounts').body.value
    expect(accounts.map((row: Json) => [row.name, row.tags])).toEqual([
      ['contosoacct1', { literal: '[not an expression]', quoted: "it's fine" }],
      ['contosoacct2', { literal: '[not an expression]', quoted: "it's fine" }],
    ])
  })

  test.each([
    ['without a template', { properties: { mode: 'Incremental' } }],
    ['without a mode', { properties: { template: { resources: [] } } }],
    ['with a parameter that is missing', deploymentOf({ parameters: { a: { type: 'string' } } })],
    ['with a parameter that it does not declare', deploymentOf({}, { a: { value: 1 } })],
    ['with a function that az does not write', deploymentOf({ resources: [accountOf("[uniqueString('a')]")] })],
    ['with a function of no language', deploymentOf({ resources: [accountOf("[constructor('a')]")] })],
    ['with an expression that ends too soon', deploymentOf({ resources: [accountOf("[concat('a', ]")] })],
    ['with a member that has no name', deploymentOf({ resources: [accountOf("[concat('a').'b']")] })],
    ['with a name that is no expression', deploymentOf({ resources: [accountOf("[concat('a']")] })],
    ['with text behind an expression', deploymentOf({ resources: [accountOf("[concat('a') 'b']")] })],
    ['with a character of no language', deploymentOf({ resources: [accountOf('[concat(#)]')] })],
    [
      'with calls nested without end',
      deploymentOf({ resources: [accountOf(`[${'concat('.repeat(200)}${')'.repeat(200)}]`)] }),
    ],
    ['with an expression of no end', deploymentOf({ resources: [accountOf(`[concat('${'a'.repeat(30_000)}')]`)] })],
    ['with a member that is not there', deploymentOf({ resources: [accountOf("[concat('a').b]")] })],
    ['with an unknown parameter', deploymentOf({ resources: [accountOf("[parameters('a')]")] })],
    ['with an unknown variable', deploymentOf({ resources: [accountOf("[variables('a')]")] })],
    [
      'with a variable that is itself',
      deploymentOf({ variables: { a: "[variables('a')]" }, resources: [accountOf("[variables('a')]")] }),
    ],
    [
      'with variables that double each other',
      deploymentOf({
        variables: Object.fromEntries([
          ['v0', 'contoso'],
          ...Array.from({ length: 40 }, (_, i) => [`v${i + 1}`, `[concat(variables('v${i}'), variables('v${i}'))]`]),
        ]),
        resources: [accountOf("[variables('v40')]")],
      }),
    ],
    [
      'with objects that double each other',
      deploymentOf({
        variables: Object.fromEntries([
          ['v0', 'contoso'],
          ...Array.from({ length: 40 }, (_, i) => [
            `v${i + 1}`,
            { a: `[variables('v${i}')]`, b: `[variables('v${i}')]` },
          ]),
        ]),
        resources: [accountOf('contosoa', { tags: "[variables('v40')]" })],
      }),
    ],
    [
      'with a large resource in many copies',
      deploymentOf({ resources: [accountOf('contosoa', { copy: { count: 800 }, kind: 'a'.repeat(10_000) })] }),
    ],
    [
      'with more resources than one can have',
      deploymentOf({ resources: [{ count: 800 }, { count: 1 }].map((copy) => accountOf('contosoa', { copy })) }),
    ],
    ['with a condition', deploymentOf({ resources: [accountOf('contosoa', { condition: false })] })],
    ['with a resource that has no type', deploymentOf({ resources: [{ name: 'a', apiVersion: '2022-09-01' }] })],
    ['with a name of too many parts', deploymentOf({ resources: [accountOf('a/b')] })],
    ['with resources inside a resource', deploymentOf({ resources: [accountOf('contosoa', { resources: [] })] })],
    ['with an unknown dependency', deploymentOf({ resources: [accountOf('contosoa', { dependsOn: ['b'] })] })],
    ['with a circle', deploymentOf({ resources: [accountOf('contosoa', { dependsOn: ['contosoa'] })] })],
    ['with too many copies', deploymentOf({ resources: [accountOf('contosoa', { copy: { count: 801 } })] })],
  ])('%s are invalid templates, and make nothing', (_, body) => {
    const bench = createBench()

    for (const reply of [bench.send('PUT', DEPLOYMENT, body), bench.send('POST', `${DEPLOYMENT}/validate`, body)]) {
      expect([reply.status, reply.body.error.code]).toEqual([400, 'InvalidTemplate'])
    }
    expect(bench.send('GET', DEPLOYMENT).body.error.code).toBe('DeploymentNotFound')
  })

  test.each([
    ['a type that is not modelled', deploymentOf({ resources: [accountOf('a', { type: 'Contoso.Web/sites' })] })],
    ['complete mode', deploymentOf({ resources: [] }, {}, 'Complete')],
  ])('with %s are answered loudly', (_, body) => {
    expect(createBench().send('PUT', DEPLOYMENT, body).body.error.code).toBe('MockNotImplemented')
  })

  test('stop at the first resource that is refused, and say why', () => {
    const bench = createBench()
    const template = {
      resources: [
        accountOf('contosoa'),
        accountOf('Bad_Name', { dependsOn: ['contosoa'] }),
        accountOf('contosoc', { dependsOn: ['Bad_Name'] }),
      ],
    }

    const put = bench.send('PUT', DEPLOYMENT, deploymentOf(template))

    const status = bench.mock.control.send({ method: 'GET', url: put.headers['azure-asyncoperation'] ?? '' })
    const error = { code: 'DeploymentFailed', details: [{ code: 'AccountNameInvalid' }] }
    expect(status).toMatchObject({ status: 200, body: { status: 'Failed', error } })
    expect(bench.send('GET', DEPLOYMENT).body.properties).toMatchObject({ provisioningState: 'Failed', error })
    const accounts = bench.send('GET', '/providers/Microsoft.Storage/storageAccounts').body.value
    expect(accounts.map((row: Json) => row.name)).toEqual(['contosoa'])
    const steps = bench.send('GET', '/resourceGroups/rg-app/deployments/first/operations').body.value
    expect(steps.map((row: Json) => row.properties.provisioningState)).toEqual(['Succeeded', 'Failed'])
  })

  test('fail when an output reaches for what is not there', () => {
    const bench = createBench()
    const outputs = { a: { type: 'string', value: "[reference('contosoa').nothing]" } }

    bench.send('PUT', DEPLOYMENT, deploymentOf({ resources: [accountOf('contosoa')], outputs }))

    expect(bench.send('GET', DEPLOYMENT).body.properties.error.code).toBe('DeploymentOutputEvaluationFailed')
  })

  test('heed locks and the rights of the caller on each resource', () => {
    const bench = createBench()
    const operator = createBench({ identity: 'backup-operator', state: bench.mock.control.snapshot() })
    const lock =
      '/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/contosoa/providers/Microsoft.Authorization/locks/l'
    bench.send('PUT', lock, { properties: { level: 'ReadOnly' } })
    const body = deploymentOf({ resources: [accountOf('contosoa')] })

    bench.send('PUT', DEPLOYMENT, body)

    expect(bench.send('GET', DEPLOYMENT).body.properties.error.details[0].code).toBe('ScopeLocked')
    expect(operator.send('PUT', DEPLOYMENT, body).body.error).toMatchObject({
      code: 'InvalidTemplateDeployment',
      details: [{ code: 'AuthorizationFailed' }],
    })
  })

  test('are validated without making anything', () => {
    const bench = createBench()

    const reply = bench.send('POST', `${DEPLOYMENT}/validate`, deploymentOf({ resources: [accountOf('contosoa')] }))

    expect([reply.status, reply.body.properties.provisioningState]).toEqual([200, 'Succeeded'])
    expect(bench.send('GET', '/providers/Microsoft.Storage/storageAccounts').body.value).toEqual([])
  })

  test('are listed by group and state, and deleted without what they made', () => {
    const bench = createBench()
    const template = { resources: [accountOf('contosoa')] }
    bench.send('PUT', DEPLOYMENT, deploymentOf(template))
    const list = (path: string) => bench.send('GET', path).body.value.map((row: Json) => row.name)
    const group = '/resourceGroups/rg-app/providers/Microsoft.Resources/deployments'

    expect(bench.send('PUT', DEPLOYMENT, deploymentOf(template)).status).toBe(200)
    expect(bench.send('HEAD', DEPLOYMENT).status).toBe(204)
    expect(list(group)).toEqual(['first'])
    expect(list(`${group}?$filter=provisioningState eq 'Failed'`)).toEqual([])
    expect(list(group.replace('rg-app', 'rg-backup'))).toEqual([])
    expect(bench.send('DELETE', DEPLOYMENT).status).toBe(204)
    expect(bench.send('HEAD', DEPLOYMENT).status).toBe(404)
    expect(bench.send('GET', '/providers/Microsoft.Storage/storageAccounts').body.value).toHaveLength(1)
  })

  test('of one name wait for each other', () => {
    const bench = createBench()
    const body = deploymentOf(vmTemplate(bench), { adminPassword: { value: 'x' } })
    bench.send('PUT', DEPLOYMENT, body)

    expect(bench.send('PUT', DEPLOYMENT, body).body.error.code).toBe('DeploymentActive')
    expect(bench.send('DELETE', DEPLOYMENT).body.error.code).toBe('DeploymentActive')
    bench.pass(300)
    expect(bench.send('PUT', DEPLOYMENT, body).status).toBe(200)
  })

  test('go with their group', () => {
    const bench = createBench()
    bench.send('PUT', DEPLOYMENT, deploymentOf({ resources: [] }))

    bench.send('DELETE', '/resourceGroups/rg-app')
    bench.pass(600)

    expect(bench.mock.control.peek().deployments.records).toEqual({})
  })

  test('have one status address each', () => {
    const bench = createBench()
    bench.send('PUT', DEPLOYMENT, deploymentOf({ resources: [] }))

    expect(bench.send('GET', `${DEPLOYMENT}/operationStatuses/1`).body.error.code).toBe('DeploymentOperationNotFound')
  })
})
