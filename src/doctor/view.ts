import { formatTime } from '../view/format.js'
import { paint, type Tone, type View } from '../view/style.js'
import { renderFields, renderTable } from '../view/table.js'
import type { CheckState, DoctorResult } from './doctor.js'
import type { WhoamiReport, WhoamiResult } from './whoami.js'

const TONES: Readonly<Record<CheckState, Tone>> = { ok: 'good', warn: 'warn', fail: 'bad', skipped: 'dim' }

export const renderDoctor: View<DoctorResult> = ({ ok, checks }, style) => {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const lines = checks.flatMap(({ state, name, text, fix }) => [
    `${paint(style, TONES[state], state.padEnd(7))}  ${name.padEnd(width)}  ${text.replaceAll('\n', `\n${' '.repeat(width + 11)}`)}`,
    ...(fix === null ? [] : [`${' '.repeat(width + 11)}Fix: ${fix}`]),
  ])
  const summary = ok
    ? 'Everything that azbk needs is there.'
    : 'Some checks failed: mend the first one, then run `azbk doctor` again.'
  return [...lines, '', summary].join('\n')
}

/** A role definition is printed as JSON in every form, so that it can be written to a file and given to az. */
export const renderWhoami: View<WhoamiResult> = (result, style) =>
  'IsCustom' in result ? JSON.stringify(result, null, 2) : renderReport(result, style)

async function renderReport(report: WhoamiReport, style: Parameters<View<WhoamiReport>>[1]): Promise<string> {
  const { identity, cloud, subscription, verbs } = report
  const fields = renderFields([
    ['Login', identity.name ?? '(the token names nobody)'],
    ['Kind', identity.kind ?? undefined],
    ['Object id', identity.objectId ?? undefined],
    ['Application id', identity.applicationId ?? undefined],
    ['Tenant', identity.tenantId ?? undefined],
    ['Valid until', formatTime(identity.expiresAt)],
    ['Cloud', `${cloud.name} (${cloud.endpoint})`],
    ['Subscription', `${subscription.name} (${subscription.id}), ${subscription.state}`],
    ['Permissions at', report.scope],
  ])
  const table = await renderTable(
    verbs,
    [
      { header: 'Verb', value: ({ verb }) => verb },
      {
        header: 'Allowed',
        value: ({ allowed }) => (allowed ? paint(style, 'good', 'yes') : paint(style, 'bad', 'no')),
      },
      { header: 'Missing', value: ({ missing }) => missing.join('\n') },
      { header: 'Built-in roles that hold it', value: ({ roles }) => roles.join('\n') },
    ],
    { style },
  )
  return `${fields}\n\n${table}`
}
