import { describe, expect, it } from 'vitest'
import { renderTable } from '../../../src/view/table.js'

const style = { color: false, width: 80 }
const columns = [
  { header: 'Name', value: (row: { name: string; size: number }) => row.name },
  { header: 'Size', value: (row: { name: string; size: number }) => String(row.size), align: 'right' as const },
]

describe('renderTable', () => {
  it('aligns the columns by their widest cell, wide characters and lines counted', async () => {
    const rows = [
      { name: 'a', size: 1 },
      { name: '日本', size: 22 },
      { name: 'two\nlines', size: 12345 },
    ]

    expect(await renderTable(rows, columns, { style })).toBe(
      ['Name    Size', 'a          1', '日本      22', 'two    12345', 'lines'].join('\n'),
    )
  })

  it('draws long tables with one head and the same columns throughout', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => ({ name: `vm-${i}`, size: i * 1000 }))

    const lines = (await renderTable(rows, columns, { style })).split('\n')

    expect(lines).toHaveLength(251)
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([lines[0]?.length]))
    expect(lines[250]).toBe('vm-249  249000')
  })

  it('says in words that there is nothing', async () => {
    expect(await renderTable([], columns, { style, empty: 'No VMs.' })).toBe('No VMs.')
  })
})
