import { count } from '../view/format.js'
import type { View } from '../view/style.js'
import { renderTable } from '../view/table.js'
import type { MockFault, MockFaultsClearResult } from './faults.js'

export const renderMockFaults: View<readonly MockFault[]> = (faults, style) =>
  renderTable(
    faults,
    [
      { header: 'ID', value: (fault) => fault.id, align: 'right' },
      { header: 'FAULT', value: whatOf },
      { header: 'STRIKES', value: whomOf },
      { header: 'WHEN', value: whenOf },
      { header: 'SEEN', value: (fault) => String(fault.seen), align: 'right' },
      { header: 'STRUCK', value: (fault) => String(fault.struck), align: 'right' },
    ],
    { style, empty: 'Fair weather: no faults here.' },
  )

export const renderMockFaultsClear: View<MockFaultsClearResult> = ({ cleared, left }) =>
  cleared.length === 0
    ? 'Fair weather already: there was no fault to clear.'
    : `Cleared ${count(cleared.length, 'fault')} (${cleared.join(', ')}); ${left === 0 ? 'none is left' : `${left} left`}.`

function whatOf(fault: MockFault): string {
  const name = fault.status === null ? fault.kind : String(fault.status)
  const details = [
    fault.code,
    fault.retryAfterSeconds === null ? null : `Retry-After ${fault.retryAfterSeconds}`,
    fault.delayMs === null ? null : `${fault.delayMs} ms`,
    fault.contentType,
  ]
  return [name, ...details.filter((detail) => detail !== null)].join(', ')
}

function whomOf({ method, path, region }: MockFault): string {
  const request = [method, path].filter((part) => part !== null).join(' ') || 'any request'
  return region === null ? request : `${request} in ${region}`
}

function whenOf({ nth, times, probability }: MockFault): string {
  const from = nth === 1 ? [] : [`from no. ${nth} on`]
  const chance = probability === null ? [] : [`${Number((probability * 100).toFixed(3))} %`]
  const most = times === null ? (probability === null ? ['always'] : []) : [times === 1 ? 'once' : `${times} times`]
  return [...from, ...chance, ...most].join(', ')
}
