/** A linear model, by rows, with some or all columns integer. Its objective is always minimised. */
export interface Mip {
  readonly cost: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** 1 where a column takes whole numbers only. */
  readonly integer: Uint8Array
  readonly rowLower: Float64Array
  readonly rowUpper: Float64Array
  /** Entries of row r lie from `starts[r]` to `starts[r + 1]`. */
  readonly starts: Int32Array
  readonly indices: Int32Array
  readonly values: Float64Array
  /** A known solution to begin with, one value a column. It is checked before it is used. */
  readonly start?: Float64Array
}

/** When to give up. Only nodes and iterations give the same answer on every machine. */
export interface MipLimits {
  /** Branch-and-bound nodes. */
  readonly nodes?: number
  /** Simplex iterations, of linear models without integer columns. */
  readonly iterations?: number
  readonly seconds?: number
  /** How far from the bound is good enough; 0.99 when every solution has a whole-number objective. */
  readonly absoluteGap?: number
}

export interface MipResult {
  /**
   * `feasible`: a limit came before the proof; `limit`: before any solution; `infeasible`: proven that there is none.
   */
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'limit'
  /** Infinity without a solution. */
  readonly objective: number
  /** No solution is better than this; -Infinity when nothing is known. */
  readonly bound: number
  /** One a column, whole where the column is; empty without a solution. */
  readonly values: Float64Array
  /** Prices of the rows, of models without integer columns that were solved to the end; otherwise empty. */
  readonly duals: Float64Array
}

export interface Column {
  readonly cost?: number
  readonly lower?: number
  readonly upper?: number
  readonly integer?: boolean
}

interface Row {
  readonly lower?: number
  readonly upper?: number
  readonly columns: readonly number[]
  /** One a column of the row, or one for all; 1 when absent. */
  readonly factors?: readonly number[] | number
}

/** Collects columns and rows; the numbers it gives out are the places in a result. */
export class MipBuilder {
  readonly #columns: Column[] = []
  readonly #rows: Row[] = []

  addColumn(column: Column): number {
    return this.#columns.push(column) - 1
  }

  addRow(row: Row): number {
    return this.#rows.push(row) - 1
  }

  get columnCount(): number {
    return this.#columns.length
  }

  /** The objective at these values. */
  costOf(values: Float64Array): number {
    return this.#columns.reduce((sum, { cost = 0 }, column) => sum + cost * (values[column] ?? 0), 0)
  }

  build(start?: Float64Array): Mip {
    const starts = new Int32Array(this.#rows.length + 1)
    this.#rows.forEach(({ columns }, row) => {
      starts[row + 1] = (starts[row] ?? 0) + columns.length
    })
    return {
      cost: Float64Array.from(this.#columns, ({ cost = 0 }) => cost),
      lower: Float64Array.from(this.#columns, ({ lower = 0 }) => lower),
      upper: Float64Array.from(this.#columns, ({ upper = Number.POSITIVE_INFINITY }) => upper),
      integer: Uint8Array.from(this.#columns, ({ integer = false }) => (integer ? 1 : 0)),
      rowLower: Float64Array.from(this.#rows, ({ lower = Number.NEGATIVE_INFINITY }) => lower),
      rowUpper: Float64Array.from(this.#rows, ({ upper = Number.POSITIVE_INFINITY }) => upper),
      starts,
      indices: Int32Array.from(this.#rows.flatMap(({ columns }) => columns)),
      values: Float64Array.from(
        this.#rows.flatMap(({ columns, factors = 1 }) =>
          typeof factors === 'number' ? columns.map(() => factors) : factors,
        ),
      ),
      ...(start && { start }),
    }
  }
}
