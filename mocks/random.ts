/** The one source of chance. Values of the stream and ids repeat for the same seed and the same order of calls. */
export interface RandomSource {
  /** Next value of the saved stream, 0 <= value < 1. */
  next(): number
  /** A value that depends on the seed and the label only, so the order of events cannot change it. 0 <= value < 1. */
  of(label: string): number
  /** A GUID from the stream. */
  guid(): string
  /** Decimal digits from the stream; the first one is never 0. */
  digits(length: number): string
  /** Lower-case hexadecimal digits from the stream. */
  hex(length: number): string
}

/** Where the position of the stream is kept, so that a saved mock goes on with new ids. */
export interface RandomState {
  seed: number
  randomState: number
}

/** Builds the source on top of the state that will be saved. */
export function createRandom(state: RandomState): RandomSource {
  const next = () => {
    state.randomState = (state.randomState + 0x6d2b79f5) | 0
    return mix(state.randomState)
  }
  const hex = (length: number) => {
    let text = ''
    while (text.length < length)
      text += Math.floor(next() * 4294967296)
        .toString(16)
        .padStart(8, '0')
    return text.slice(0, length)
  }
  return {
    next,
    of: (label) => mix(hashText(label, state.seed)),
    hex,
    guid() {
      const text = hex(32)
      const variant = '89ab'[Number.parseInt(text.charAt(16), 16) % 4]
      return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`
    },
    digits(length) {
      const rest = Array.from({ length: length - 1 }, () => Math.floor(next() * 10)).join('')
      return `${1 + Math.floor(next() * 9)}${rest}`
    },
  }
}

/** mulberry32's output function: good spread for a 32-bit counter, and the same on every platform. */
function mix(counter: number): number {
  let value = Math.imul(counter ^ (counter >>> 15), counter | 1)
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
  return ((value ^ (value >>> 14)) >>> 0) / 4294967296
}

/** FNV-1a, started from the seed. */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash | 0
}
