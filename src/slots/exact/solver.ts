import { once } from 'node:events'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { AzbkError, cancelledError } from '../../core/errors.js'
import type { Mip, MipLimits, MipResult } from './mip.js'
import type { TradeRound } from './trade-round.js'
import type { WorkerReply, WorkerRequest } from './worker.js'

export interface SolverOptions {
  /** Threads that solve at the same time; 1 unless told otherwise. */
  readonly workers?: number
  /** Ends all solving at once. */
  readonly signal?: AbortSignal
}

export interface Solver {
  /** Answers when the model is solved or a limit is reached; models beyond the number of threads wait their turn. */
  solve(mip: Mip, limits?: MipLimits): Promise<MipResult>
  /** The slots of all VMs after the trades. */
  trade(round: TradeRound): Promise<Int32Array>
}

/**
 * HiGHS in threads of its own, which start when first needed and end with `close`. What comes back from each model
 * depends on the model alone, never on the thread that solved it.
 * Errors: `INTERRUPTED` when the signal aborts, `SOLVER_FAILED` when HiGHS breaks on a model.
 */
export function openSolver(options: SolverOptions = {}): Solver & { close(): Promise<void> } {
  return new WorkerPool(options)
}

/** {@link openSolver} for as long as the work lasts. */
export async function withSolver<T>(options: SolverOptions, work: (solver: Solver) => Promise<T>): Promise<T> {
  const solver = openSolver(options)
  try {
    return await work(solver)
  } finally {
    await solver.close()
  }
}

/** Solves one model in a thread that ends with it. */
export function solveMip(mip: Mip, limits: MipLimits = {}, signal?: AbortSignal): Promise<MipResult> {
  return withSolver(signal ? { signal } : {}, (solver) => solver.solve(mip, limits))
}

class WorkerPool implements Solver {
  readonly #idle: Worker[] = []
  readonly #all = new Set<Worker>()
  readonly #waiting: (() => void)[] = []
  readonly #signal: AbortSignal | undefined
  #free: number

  constructor({ workers = 1, signal }: SolverOptions) {
    this.#free = workers
    this.#signal = signal
  }

  async solve(mip: Mip, limits: MipLimits = {}): Promise<MipResult> {
    return (await this.#run({ kind: 'model', mip, limits })) as MipResult
  }

  async trade(round: TradeRound): Promise<Int32Array> {
    return (await this.#run({ kind: 'trades', round })) as Int32Array
  }

  async #run(request: WorkerRequest): Promise<MipResult | Int32Array> {
    await this.#turn()
    try {
      if (this.#signal?.aborted) throw cancelledError()
      const worker = this.#idle.pop() ?? (await this.#start())
      const reply = await this.#ask(worker, request)
      this.#idle.push(worker)
      if ('error' in reply) throw solverFailed(reply.error)
      return reply.result
    } finally {
      this.#free++
      this.#waiting.shift()?.()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker.terminate()))
  }

  async #turn(): Promise<void> {
    while (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#free--
  }

  async #start(): Promise<Worker> {
    const { WORKER_URL } = await import('./worker.js')
    const worker = new Worker(new URL(WORKER_URL), WORKER_URL.endsWith('.ts') ? asTypeScript() : {})
    this.#all.add(worker)
    return worker
  }

  async #ask(worker: Worker, request: WorkerRequest): Promise<WorkerReply> {
    try {
      // Rejects when the thread breaks, too.
      const answer = once(worker, 'message', this.#signal ? { signal: this.#signal } : {})
      worker.postMessage(request)
      const [reply] = (await answer) as [WorkerReply]
      return reply
    } catch (error) {
      this.#all.delete(worker)
      await worker.terminate()
      throw this.#signal?.aborted ? cancelledError() : solverFailed(String(error))
    }
  }
}

/** Threads do not inherit what reads TypeScript in the thread that starts them. */
function asTypeScript(): WorkerOptions {
  const tsx = import.meta.resolve('tsx/esm/api')
  return { execArgv: ['--import', `data:text/javascript,import{register}from"${tsx}";register()`] }
}

function solverFailed(why: string): AzbkError {
  return new AzbkError({
    code: 'SOLVER_FAILED',
    message: `The solver HiGHS broke off: ${why.slice(0, 300)}`,
    exit: 'failed',
    kind: 'bug',
    suggestions: ['Run again without polishing: the plan is valid, only its proof is weaker.'],
  })
}
