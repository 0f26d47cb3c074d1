import type { Highs, Model, ModelData } from 'highs'
import type { Mip, MipLimits, MipResult } from './mip.js'

/**
 * Solves one model with HiGHS, and blocks the thread until the end or a limit: call it in a worker.
 * Takes the solution only where HiGHS says there is one: after a limit the buffers exist without meaning anything.
 */
export function runHighs(highs: Highs, mip: Mip, limits: MipLimits): MipResult {
  return highs.withModel(modelData(highs, mip), (model: Model) => {
    model.options.set(options(limits))
    if (mip.start) model.setSolution({ colValue: mip.start })
    const { modelStatus } = model.run()
    return readResult(highs, { model, modelStatus, mip })
  })
}

function modelData(highs: Highs, mip: Mip): ModelData {
  const [numCols, numRows] = [mip.cost.length, mip.rowLower.length]
  return {
    numCols,
    numRows,
    sense: highs.constants.objectiveSense.minimize,
    colCost: mip.cost,
    colLower: mip.lower,
    colUpper: mip.upper,
    rowLower: mip.rowLower,
    rowUpper: mip.rowUpper,
    matrix: { format: 'csr', numRows, numCols, starts: mip.starts, indices: mip.indices, values: mip.values },
    ...(isMixed(mip) && { integrality: Array.from(mip.integer, (whole) => (whole === 1 ? 1 : 0)) }),
  }
}

function isMixed({ integer }: Mip): boolean {
  return integer.includes(1)
}

/** `threads` is no option of the WASM build: setting it throws. */
function options({ nodes, iterations, seconds, absoluteGap }: MipLimits): Record<string, boolean | number> {
  return {
    output_flag: false,
    mip_rel_gap: 0,
    ...(absoluteGap !== undefined && { mip_abs_gap: absoluteGap }),
    ...(nodes !== undefined && { mip_max_nodes: nodes }),
    ...(iterations !== undefined && { simplex_iteration_limit: iterations }),
    ...(seconds !== undefined && { time_limit: seconds }),
  }
}

interface Run {
  readonly model: Model
  readonly modelStatus: number
  readonly mip: Mip
}

function readResult(highs: Highs, { model, modelStatus, mip }: Run): MipResult {
  const { modelStatus: statuses, solutionStatus } = highs.constants
  const none = new Float64Array()
  if (modelStatus === statuses.infeasible)
    return { status: 'infeasible', objective: Infinity, bound: Infinity, values: none, duals: none }
  const optimal = modelStatus === statuses.optimal || modelStatus === statuses.empty
  const bound = isMixed(mip)
    ? Number(model.info.get('mip_dual_bound'))
    : optimal
      ? model.getObjectiveValue()
      : -Infinity
  if (model.info.get('primal_solution_status') !== solutionStatus.feasible)
    return { status: 'limit', objective: Infinity, bound: finite(highs, bound), values: none, duals: none }
  const { colValue, rowDual } = model.getSolution()
  return {
    status: optimal ? 'optimal' : 'feasible',
    objective: model.getObjectiveValue(),
    bound: finite(highs, bound),
    values: colValue.map((value, column) => (mip.integer[column] === 1 ? Math.round(value) + 0 : value)),
    duals: optimal && !isMixed(mip) ? rowDual : none,
  }
}

/** HiGHS has an infinity of its own. */
function finite({ infinity }: Highs, bound: number): number {
  return bound <= -infinity || Number.isNaN(bound) ? -Infinity : bound
}
