import { isMainThread, parentPort } from 'node:worker_threads'
import type { Highs } from 'highs'
import { runHighs } from './highs.js'
import type { Mip, MipLimits, MipResult } from './mip.js'

/** Where this file is, for whoever starts the thread: the sources and the bundle have it in different places. */
export const WORKER_URL = import.meta.url

export interface SolveRequest {
  readonly mip: Mip
  readonly limits: MipLimits
}

export type SolveReply = { readonly result: MipResult } | { readonly error: string }

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
  return async ({ mip, limits }: SolveRequest): Promise<void> => {
    highs ??= load()
    parentPort?.postMessage(await solve(highs, mip, limits))
  }
}

async function solve(highs: Promise<Highs>, mip: Mip, limits: MipLimits): Promise<SolveReply> {
  try {
    return { result: runHighs(await highs, mip, limits) }
  } catch (error) {
    return { error: String(error).slice(0, MAX_ERROR_LENGTH) }
  }
}
