import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonPlaces, placeAt } from '../../../src/core/json-places.js'
import { checkYaml, type Path } from '../../../src/core/yaml-check.js'

const TEXT = `{
  "vaults": [
    { "name": "a \\"b\\" ]}", "deep": {"x": [1, {"y": 2}], "z": null} },
    { "name": "rsv-2" }
  ],
  "machines": [],
  "last": true
}`

describe('findJsonPlaces', () => {
  it('finds members at their keys and items at their values', () => {
    const paths: Path[] = [
      ['vaults', 1, 'name'],
      ['vaults', 0],
      ['vaults', 0, 'deep', 'x', 1, 'y'],
      ['last'],
      ['machines'],
      [],
    ]

    expect(findJsonPlaces(TEXT, paths)).toEqual([
      { line: 4, column: 7 },
      { line: 3, column: 5 },
      { line: 3, column: 48 },
      { line: 7, column: 3 },
      { line: 6, column: 3 },
      { line: 1, column: 1 },
    ])
  })

  it('gives a path that leads nowhere the place of its nearest parent', () => {
    expect(findJsonPlaces(TEXT, [['vaults', 1, 'region', 'x']])).toEqual([{ line: 4, column: 5 }])
    expect(findJsonPlaces(TEXT, [['none']])).toEqual([{ line: 1, column: 1 }])
  })

  it('finds what a reader of YAML finds, in any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), async (inner, isPretty) => {
        const value = { list: [inner, { inner }], inner }
        const text = JSON.stringify(value, null, isPretty ? 2 : 0)
        const paths = pathsOf(value)
        const { placeOf, problems } = await checkYaml(text, { schema: {} })
        // YAML refuses some JSON, such as keys that are the same number in two forms.
        fc.pre(problems.length === 0)
        expect(findJsonPlaces(text, paths)).toEqual(paths.map(placeOf))
      }),
      { numRuns: 60 },
    )
  })
})

it('placeAt counts lines and columns from 1', () => {
  expect(placeAt('ab\ncd', 4)).toEqual({ line: 2, column: 2 })
  expect(placeAt('', 0)).toEqual({ line: 1, column: 1 })
})

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value)
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}
