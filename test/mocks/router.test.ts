import { describe, expect, test } from 'vitest'
import type { Route } from '../../mocks/arm-types.js'
import { createRouteFinder } from '../../mocks/router.js'

const route = (method: Route['method'], pattern: string): Route => ({
  method,
  pattern,
  handler: () => ({ status: 200 }),
})

const find = createRouteFinder([
  route('GET', '/subscriptions/:sub/providers/:namespace'),
  route('GET', '/subscriptions/:sub/providers/Microsoft.Compute'),
  route('GET', '/subscriptions/:sub/providers/Microsoft.Compute/virtualMachines'),
  route('POST', '/subscriptions/:sub/providers/:namespace/register'),
])

const at = (path: string) => path.split('/').slice(1)

describe('the route of a request', () => {
  test('is found in any case, and what stands for placeholders keeps the case in which it was sent', () => {
    expect(find('POST', at('/SUBSCRIPTIONS/Sub-A/Providers/microsoft.STORAGE/Register'))).toMatchObject({
      route: { pattern: '/subscriptions/:sub/providers/:namespace/register' },
      params: { sub: 'Sub-A', namespace: 'microsoft.STORAGE' },
    })
  })

  test('is the one that is written out, also when one with a placeholder was named first', () => {
    expect(find('GET', at('/subscriptions/s/providers/microsoft.compute'))?.route.pattern).toBe(
      '/subscriptions/:sub/providers/Microsoft.Compute',
    )
  })

  test('is one with a placeholder when the one that is written out ends elsewhere', () => {
    expect(find('POST', at('/subscriptions/s/providers/Microsoft.Compute/register'))?.params).toEqual({
      sub: 's',
      namespace: 'Microsoft.Compute',
    })
  })

  test.each([
    ['DELETE', '/subscriptions/s/providers/Microsoft.Compute'],
    ['GET', '/subscriptions/s/providers'],
    ['GET', '/subscriptions/s/providers/Microsoft.Compute/virtualMachines/vm'],
    ['GET', '/subscriptions/s/providers/__proto__/constructor'],
  ])('does not exist for %s %s', (method, path) => {
    expect(find(method, at(path))).toBeUndefined()
  })
})
