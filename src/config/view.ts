import type { View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { ConfigExplainResult } from './explain.js'

export const renderConfigExplain: View<ConfigExplainResult> = (rows, style) =>
  renderTable(
    rows,
    [
      { header: 'Setting', value: ({ setting }) => setting },
      { header: 'Value', value: ({ value }) => value ?? '-' },
      { header: 'From', value: ({ source, origin }) => (source === origin ? source : `${source}: ${origin}`) },
    ],
    { style },
  )
