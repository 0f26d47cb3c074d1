import { isMainThread, parentPort } from 'node:worker_threads'
import type { Highs } from 'highs'
import { runHighs } from './highs.js'
import type { Mip, MipLimits, MipResult } from './mip.js'
import { runTrades, type TradeRound } from './trade-round.js'

/** Where this file is, for whoever starts the thread: the sources and the bundle have it in different places. */
export const WORKER_URL = import.meta.url

/** What a thread is asked to do; a model needs HiGHS, which is loaded for the first. */
export type WorkerRequest =
  | { readonly kind: 'model'; readonly mip: Mip; readonly limits: MipLimits }
  | { readonly kind: 'trades'; readonly round: TradeRound }

export type WorkerReply = { readonly result: MipResult | Int32Array } | { readonly error: string }

/** HiGHS throws errors that quote a line of its source, 168 kB long. */
const MAX_ERROR_LENGTH = 300

if (!isMainThread) parentPort?.on('message', answer(loadHighs))

/** The package declares the types of its CommonJS form; Node and the bundle take its ES module. */
async function loadHighs(): Promise<Highs> {
  const { default: load } = (await import('highs')) as unknown as { default(): Promise<Highs> }
  return load()
}

function answer(load: () => Promise<Highs>) {
  let highs: Promise<Highs> | undefined
  return async (request: WorkerRequest): Promise<void> => {
    if (request.kind === 'model') highs ??= load()
    parentPort?.postMessage(await replyTo(request, highs))
  }
}

async function replyTo(request: WorkerRequest, highs: Promise<Highs> | undefined): Promise<WorkerReply> {
  try {
    if (request.kind === 'trades') return { result: runTrades(request.round) }
    return { result: runHighs((await highs) as Highs, request.mip, request.limits) }
  } catch (error) {
    return { error: String(error).slice(0, MAX_ERROR_LENGTH) }
  }
}
