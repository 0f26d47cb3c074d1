import { describe, expect, test } from 'vitest'
import { createBench, makeVm, vmPath } from './helpers.js'

const TAGS = '/providers/Microsoft.Resources/tags/default'

describe('tags of a scope', () => {
  test.each([
    ['the subscription', ''],
    ['a group', '/resourceGroups/rg-app'],
    ['a resource', vmPath('web-01')],
  ])('of %s are set, merged, taken away and removed', (_, scope) => {
    const bench = createBench()
    makeVm(bench, 'web-01')
    const write = (method: string, tags: object, operation?: string) =>
      bench.send(method, `${scope}${TAGS}`, { operation, properties: { tags } }).body.properties.tags

    expect(bench.send('GET', `${scope}${TAGS}`).body.properties.tags).toEqual({})
    expect(write('PUT', { App: 'shop', env: 'prod' })).toEqual({ App: 'shop', env: 'prod' })
    expect(write('PATCH', { app: 'erp', tier: 'gold' }, 'Merge')).toEqual({ env: 'prod', app: 'erp', tier: 'gold' })
    expect(write('PATCH', { env: 'test', TIER: 'gold' }, 'Delete')).toEqual({ env: 'prod', app: 'erp' })
    expect(write('PATCH', { a: 'b' }, 'Replace')).toEqual({ a: 'b' })
    expect(bench.send('DELETE', `${scope}${TAGS}`).status).toBe(200)
    expect(bench.send('GET', `${scope}${TAGS}`).body).toMatchObject({ name: 'default', properties: { tags: {} } })
  })

  test('of a VM are those that the VM shows', () => {
    const bench = createBench()
    makeVm(bench, 'web-01')

    bench.send('PUT', `${vmPath('WEB-01')}${TAGS}`, { properties: { tags: { app: 'shop' } } })

    expect(bench.send('GET', vmPath('web-01')).body.tags).toEqual({ app: 'shop' })
  })

  test.each([
    ['of a resource that is not there', vmPath('none'), { operation: 'Merge' }, 404, 'ResourceNotFound'],
    ['of a group that is not there', '/resourceGroups/none', { properties: {} }, 404, 'ResourceGroupNotFound'],
    ['that are no text', '', { operation: 'Merge', properties: { tags: { a: 1 } } }, 400, 'InvalidTagValue'],
    ['by an operation that is none', '', { operation: 'Mix' }, 400, 'InvalidTagPatchOperation'],
    [
      'that would be more than 50',
      '',
      { operation: 'Replace', properties: { tags: Object.fromEntries([...Array(51).keys()].map((n) => [n, 'x'])) } },
      400,
      'TooManyTags',
    ],
  ])('%s are refused', (_, scope, body, status, code) => {
    const reply = createBench().send('PATCH', `${scope}${TAGS}`, body)

    expect([reply.status, reply.body.error.code]).toEqual([status, code])
  })
})

describe('tag names of a subscription', () => {
  test('are those announced and those in use, with their counts', () => {
    const bench = createBench()
    makeVm(bench, 'web-01', { body: { tags: { Env: 'prod' } } })
    makeVm(bench, 'web-02', { body: { tags: { env: 'test' } } })

    expect(bench.send('PUT', '/tagNames/owner').status).toBe(201)
    expect(bench.send('PUT', '/tagNames/OWNER').status).toBe(200)
    expect(bench.send('PUT', '/tagNames/owner/tagValues/alice').status).toBe(201)
    expect(bench.send('PUT', '/tagNames/owner/tagValues/alice').status).toBe(200)

    const rows = bench
      .send('GET', '/tagNames')
      .body.value.map((row: { tagName: string; count: { value: number } }) => [row.tagName, row.count.value])
    expect(rows).toEqual([
      ['owner', 0],
      ['Env', 2],
    ])
  })

  test('go only when nothing uses them', () => {
    const bench = createBench()
    bench.send('PUT', '/tagNames/env')
    bench.send('PUT', '/tagNames/env/tagValues/prod')
    makeVm(bench, 'web-01', { body: { tags: { env: 'prod' } } })

    expect(bench.send('DELETE', '/tagNames/env').body.error.code).toBe('TagInUse')
    expect(bench.send('DELETE', '/tagNames/env/tagValues/prod').body.error.code).toBe('TagInUse')
    bench.send('DELETE', `${vmPath('web-01')}${TAGS}`)
    expect(bench.send('DELETE', '/tagNames/env/tagValues/prod').status).toBe(200)
    expect(bench.send('DELETE', '/tagNames/env').status).toBe(200)
    expect(bench.send('DELETE', '/tagNames/env').status).toBe(204)
    expect(bench.send('DELETE', '/tagNames/env/tagValues/prod').status).toBe(204)
    expect(bench.send('PUT', '/tagNames/none/tagValues/x').body.error.code).toBe('TagNotFound')
  })
})
