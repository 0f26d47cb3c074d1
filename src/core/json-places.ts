import type { Path, Place } from './yaml-check.js'

/**
 * Where values of a JSON text stand, in one pass over it however many are asked for: a YAML reader would know as well,
 * but takes a hundred times as long for a large file. The text must be valid. A path that leads nowhere gets the place
 * of its nearest parent.
 */
export function findJsonPlaces(text: string, paths: readonly Path[]): Place[] {
  const root = wantedTree(paths)
  const offsets = new Array<number>(paths.length).fill(0)
  walk({ text, at: 0 }, root, offsets)
  return placesOf(text, offsets)
}

/** The place of an offset in a text. */
export function placeAt(text: string, offset: number): Place {
  return placesOf(text, [offset])[0] as Place
}

interface Wanted {
  /** Indexes of the paths that lead to or through here. */
  readonly paths: number[]
  readonly inner: Map<string, Wanted>
}

function wantedTree(paths: readonly Path[]): Wanted {
  const root: Wanted = { paths: paths.map((_, i) => i), inner: new Map() }
  paths.forEach((path, i) => {
    let node = root
    for (const step of path) {
      const next: Wanted = node.inner.get(String(step)) ?? { paths: [], inner: new Map() }
      node.inner.set(String(step), next)
      next.paths.push(i)
      node = next
    }
  })
  return root
}

interface Cursor {
  readonly text: string
  at: number
}

/** Passes one value, and notes where its wanted parts stand. */
function walk(cursor: Cursor, wanted: Wanted | undefined, offsets: number[]): void {
  skip(cursor, SPACE)
  const first = cursor.text[cursor.at]
  if (first === '"') passString(cursor)
  else if (first !== '{' && first !== '[') skip(cursor, PLAIN)
  else if (wanted === undefined) passNested(cursor)
  else walkInside(cursor, wanted, offsets)
}

/** A member stands at its key, an item of a list at its value. */
function walkInside(cursor: Cursor, wanted: Wanted, offsets: number[]): void {
  const { text } = cursor
  const isList = text[cursor.at] === '['
  const end = isList ? ']' : '}'
  cursor.at += 1
  for (let index = 0; ; index += 1) {
    skip(cursor, SEPARATOR)
    if (text[cursor.at] === end) break
    const start = cursor.at
    const inner = wanted.inner.get(isList ? String(index) : readKey(cursor))
    for (const path of inner?.paths ?? []) offsets[path] = start
    walk(cursor, inner, offsets)
  }
  cursor.at += 1
}

const SPACE = /[\s:]*/y
const SEPARATOR = /[\s,]*/y
const PLAIN = /[^\s,\]}]*/y

function skip(cursor: Cursor, pattern: RegExp): void {
  pattern.lastIndex = cursor.at
  pattern.test(cursor.text)
  cursor.at = pattern.lastIndex
}

function readKey(cursor: Cursor): string {
  const start = cursor.at
  passString(cursor)
  return JSON.parse(cursor.text.slice(start, cursor.at)) as string
}

function passString(cursor: Cursor): void {
  const { text } = cursor
  do cursor.at = text.indexOf('"', cursor.at + 1)
  while (isEscaped(text, cursor.at))
  cursor.at += 1
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text[quote - 1 - backslashes] === '\\') backslashes += 1
  return backslashes % 2 === 1
}

/** Passes an object or a list that nobody asks about. */
function passNested(cursor: Cursor): void {
  const { text } = cursor
  let depth = 0
  do {
    const character = text[cursor.at]
    if (character === '"') {
      passString(cursor)
      continue
    }
    if (character === '{' || character === '[') depth += 1
    if (character === '}' || character === ']') depth -= 1
    cursor.at += 1
  } while (depth > 0)
}

function placesOf(text: string, offsets: readonly number[]): Place[] {
  const places = new Array<Place>(offsets.length)
  const order = offsets.map((_, i) => i).sort((a, b) => (offsets[a] as number) - (offsets[b] as number))
  let line = 1
  let lineStart = 0
  for (const i of order) {
    const offset = offsets[i] as number
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < offset; end = text.indexOf('\n', lineStart)) {
      line += 1
      lineStart = end + 1
    }
    places[i] = { line, column: offset - lineStart + 1 }
  }
  return places
}
