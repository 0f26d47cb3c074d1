import type { LoadTable } from '../load-table.js'
import type { SlotFamily, SlotProblem } from '../problem.js'
import { type Coverage, createCoverage } from './coverage.js'
import { workOf } from './peak-of.js'

/** What one VM more at work costs: that of the VMs in the cell times the weight of the cell. */
export interface WorkPrices {
  readonly byWork: Float64Array
  readonly weights: Float64Array
}

/** How many VMs are at work in each vault and cell that tells, kept up to date while VMs change their slots; 0 elsewhere. */
export class WorkTable {
  readonly cells: number
  private readonly work: Int32Array
  private readonly coverage: Coverage
  /** By VM: the first cell of its vault, the first slot of its family, and its cells at work but the first. */
  private readonly firstCell: Int32Array
  private readonly firstSlot: Int32Array
  private readonly rest: Int32Array

  constructor(problem: SlotProblem, plan: Int32Array, { startCells, slotBase }: LoadTable) {
    const { families, time, vms } = problem
    const cells = time.ticks * time.regimes
    this.cells = cells
    this.work = workOf(problem, plan)
    this.coverage = createCoverage(problem, startCells, slotBase)
    this.forgetOthers()
    this.firstCell = Int32Array.from(vms.family, (f) => (families[f] as SlotFamily).vault * cells)
    this.firstSlot = Int32Array.from(vms.family, (f) => slotBase[f] as number)
    this.rest = Int32Array.from(vms.duration, (ticks) => ticks - 1)
  }

  shift(vm: number, slot: number, by: 1 | -1): void {
    const { work } = this
    const { from, size, cells } = this.coverage
    const list = this.listOf(vm, slot)
    const first = this.firstCell[vm] as number
    for (let i = from[list] as number, end = i + (size[list] as number); i < end; i += 1) {
      const cell = first + (cells[i] as number)
      work[cell] = (work[cell] as number) + by
    }
  }

  /** What the VM, taken out, adds in a slot; `most` or more when that is so. */
  price(vm: number, slot: number, { byWork, weights }: WorkPrices, most = Number.POSITIVE_INFINITY): number {
    const { work } = this
    const { from, size, cells } = this.coverage
    const list = this.listOf(vm, slot)
    const first = this.firstCell[vm] as number
    let sum = 0
    for (let i = from[list] as number, end = i + (size[list] as number); i < end && sum < most; i += 1) {
      const cell = cells[i] as number
      const here = work[first + cell] as number
      if (here >= byWork.length) return Number.POSITIVE_INFINITY
      sum += (weights[cell] as number) * (byWork[here] as number)
    }
    return sum
  }

  /** Whether more than so many VMs are at work in a cell that the VM would be at work in. */
  isAbove(vm: number, slot: number, height: number): boolean {
    const { from, size, cells } = this.coverage
    const list = this.listOf(vm, slot)
    const first = this.firstCell[vm] as number
    for (let i = from[list] as number, end = i + (size[list] as number); i < end; i += 1)
      if ((this.work[first + (cells[i] as number)] as number) > height) return true
    return false
  }

  ofVault(vault: number): Int32Array {
    return this.work.subarray(vault * this.cells, (vault + 1) * this.cells)
  }

  private listOf(vm: number, slot: number): number {
    return (this.coverage.firstList[(this.firstSlot[vm] as number) + slot] as number) + (this.rest[vm] as number)
  }

  private forgetOthers(): void {
    const { kindOf, tells } = this.coverage.distinct
    kindOf.forEach((kind, vault) => {
      const isTold = tells[kind] as Uint8Array
      this.ofVault(vault).forEach((_, cell, work) => {
        work[cell] = (work[cell] as number) * (isTold[cell] as number)
      })
    })
  }
}
