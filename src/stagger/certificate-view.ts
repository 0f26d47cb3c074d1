import { figure } from '../core/figure.js'
import type { CertificateLevel, Level } from '../slots/objective.js'
import type { Style } from '../view/style.js'
import { renderTable } from '../view/table.js'

const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  violations: 'VMs and disks over a limit',
  moves: 'VMs moved',
  policies: 'policies in use',
  peak: 'VMs at work at once',
  night: 'length of the nights, half hours',
}

/** A row for each level of the objective; nothing without levels. */
export async function renderCertificate(certificate: readonly CertificateLevel[], style: Style): Promise<string> {
  if (certificate.length === 0) return ''
  const table = await renderTable(
    certificate,
    [
      { header: 'Level', value: ({ level }) => LEVEL_WORDS[level] },
      { header: 'At least', align: 'right', value: ({ lowerBound }) => figure(lowerBound) },
      { header: 'Reached', align: 'right', value: ({ achieved }) => figure(achieved) },
      { header: 'Gap', align: 'right', value: gapOf },
      { header: 'Proof', value: proofOf },
    ],
    { style },
  )
  return `Certificate, most important first:\n${table}`
}

/** Nothing can be less than nothing: that needs no argument. */
function proofOf(level: CertificateLevel): string {
  const { isProven, achieved, bound } = level
  if (!isProven) return isUseful(level) ? bound : 'no useful bound is known'
  return achieved === 0 ? 'proven' : `proven: ${bound}`
}

function gapOf(level: CertificateLevel): string {
  return isUseful(level) ? `${(level.gap * 100).toFixed(1)} %` : '-'
}

/** A bound of nothing says nothing, nor does one that leaves more open than it proves. */
function isUseful({ isProven, lowerBound, gap }: CertificateLevel): boolean {
  return isProven || (lowerBound > 0 && gap <= 1)
}
