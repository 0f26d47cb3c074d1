import { describeFamilies } from './compile-families.js'
import { assumedData, fullVaults } from './compile-findings.js'
import { indexEstate } from './compile-index.js'
import { type CompiledPart, cellReader, compilePart } from './compile-part.js'
import { findParts } from './compile-parts.js'
import { listUse } from './compile-resources.js'
import { slotAllower, windowReader } from './compile-windows.js'
import { dstFindings } from './dst-findings.js'
import { createDurationModel, type DurationModel } from './durations.js'
import type { Estate, EstateMachine, StartWindow } from './estate.js'
import type { StaggerFinding } from './findings.js'
import type { LimitsProfile } from './limits.js'
import { createClocks, type DstMode } from './zones.js'

export interface CompileOptions {
  readonly limits: LimitsProfile
  readonly dst: DstMode
  /** The day, `YYYY-MM-DD`, from which on 12 months of clock changes count. */
  readonly from: string
  /** For machines that have none, and whose tier has none. */
  readonly window?: StartWindow | null
  readonly durations?: DurationModel
}

/** An estate in numbers: a problem for each connected part of it. */
export interface CompiledEstate {
  /** In the order of their first vaults' keys. */
  readonly parts: readonly CompiledPart[]
  /** What is wrong or worth knowing with the estate as it is. */
  readonly findings: readonly StaggerFinding[]
  /** What changes of the clocks do once machines are in these slots; the others stay in theirs. */
  clockFindings(slots: ReadonlyMap<EstateMachine, number>): StaggerFinding[]
}

/** Turns an estate in words into problems in numbers. Machines that cannot be placed are left out, each with a finding. */
export function compileEstate(estate: Estate, options: CompileOptions): CompiledEstate {
  const { limits, dst, from, window = null, durations = createDurationModel() } = options
  const index = indexEstate(estate)
  const use = listUse(index, limits)
  const clocks = createClocks(from, dst)
  const words = describeFamilies(estate, index)
  const clockFindings = (slots: ReadonlyMap<EstateMachine, number>) => {
    const homeOf = index.homeOf.map((home, m) => slots.get(index.machines[m] as EstateMachine) ?? home)
    return dstFindings({ index: { ...index, homeOf }, use, words, clocks, limits })
  }
  const findings = [
    ...[...index.findings, ...use.findings, ...fullVaults(index, limits)],
    ...clockFindings(new Map()),
    ...assumedData(index.machines, durations.assumptions),
  ]
  const context = {
    ...{ index, use, words, clocks, limits, durations, findings },
    windowOf: windowReader(estate.tiers, window),
    allow: slotAllower(clocks),
    cells: cellReader(),
  }
  const parts = findParts(index, use).map((members) => compilePart(context, members))
  return { parts, findings, clockFindings }
}
