import { describe, expect, it } from 'vitest'
import { renderHeatMap } from '../../../src/stagger/heat-map.js'

const day = (...pairs: (readonly [halfHour: number, value: number])[]) =>
  Array.from({ length: 48 }, (_, i) => pairs.find(([at]) => at === i)?.[1] ?? 0)
const ESCAPE = String.fromCharCode(27)
const PLAIN = { color: false, width: 120 }

describe('the heat map', () => {
  it('has a column for each half hour: nothing, up to the limit, over it', () => {
    const [scale, row] = renderHeatMap([{ label: 'v', values: day([0, 1], [44, 40], [45, 41]), limit: 40 }], PLAIN)

    expect(scale).toBe('   00:00 03:00 06:00 09:00 12:00 15:00 18:00 21:00')
    expect(row).toBe(`v  ▁${'·'.repeat(43)}█!··`)
  })

  it('measures rows without a limit by the most of all of them', () => {
    const rows = renderHeatMap(
      [
        { label: 'a', values: day([1, 8]), limit: null },
        { label: 'b', values: day([1, 4]), limit: null },
      ],
      PLAIN,
    )

    expect(rows.slice(1).map((row) => row[4])).toEqual(['█', '▄'])
  })

  it.each([
    [51, 48, '00:00 03:00'],
    [50, 24, '00 03 06 09'],
    [26, 12, '00          12'],
    [14, 6, '00'],
  ])('fits %i columns with %i of its own, each as full as its fullest', (width, columns, scale) => {
    const [times = '', row = ''] = renderHeatMap([{ label: 'v', values: day([47, 9]), limit: 9 }], {
      color: false,
      width,
    })

    expect(row).toBe(`v  ${'·'.repeat(columns - 1)}█`)
    expect(times.slice(3).replace(/ +/g, ' ')).toContain(scale.replace(/ +/g, ' '))
    expect(Math.max(times.length, row.length)).toBeLessThanOrEqual(width)
  })

  it('is left out where not even that fits, and for nothing at all', () => {
    expect(renderHeatMap([{ label: 'v', values: day(), limit: 1 }], { color: false, width: 8 })).toEqual([])
    expect(renderHeatMap([], PLAIN)).toEqual([])
  })

  it('uses colour only where there is any, and never alone', () => {
    const rows = [{ label: 'v', values: day([3, 9]), limit: 2 }]

    expect(renderHeatMap(rows, PLAIN).join('\n')).not.toContain(ESCAPE)
    expect(renderHeatMap(rows, { color: true, width: 120 }).join('\n')).toContain(`${ESCAPE}[31m!`)
  })
})
