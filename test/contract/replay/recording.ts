import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// biome-ignore lint/suspicious/noExplicitAny: bodies of real traffic have any shape
export type Json = any

/** One exchange of a recording; see the README next to the recordings for the fields. */
export interface Exchange {
  method: string
  path: string
  query: Record<string, string>
  requestBody: Json
  status: number
  responseHeaders: Record<string, string>
  responseBody: Json
  date: string
}

export interface Recording {
  name: string
  exchanges: Exchange[]
}

/** All recordings of a folder, by name. */
export function readRecordings(folder: string): Recording[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { interactions: Exchange[] }
      return { name: file.replace(/\.json$/, ''), exchanges: content.interactions }
    })
}

export const timeOf = (exchange: Exchange) => Date.parse(exchange.date)

/** Last part of a polling address, without query. */
export function operationIdOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : new URL(address).pathname.split('/').at(-1)
}
