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

/** Two hexadecimal digits of each byte: every answer carries a GUID, and formatting numbers was most of its cost. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Builds the source on top of the state that will be saved. */
export function createRandom(state: RandomState): RandomSource {
  const nextBits = () => {
    state.randomState = (state.randomState + 0x6d2b79f5) | 0
    return mix(state.randomState)
  }
  const next = () => nextBits() / 2 ** 32
  return {
    next,
    of: (label) => mix(hashText(label, state.seed)) / 2 ** 32,
    hex(length) {
      let text = ''
      while (text.length < length) text += hexOf(nextBits())
      return text.slice(0, length)
    },
    guid() {
      const [first, second, third, fourth] = [
        hexOf(nextBits()),
        hexOf(nextBits()),
        hexOf(nextBits()),
        hexOf(nextBits()),
      ]
      const variant = '89ab'[Number.parseInt(third.charAt(0), 16) % 4]
      return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${fourth}`
    },
    digits(length) {
      let rest = ''
      while (rest.length < length - 1) rest += Math.floor(next() * 10)
      return `${1 + Math.floor(next() * 9)}${rest}`
    },
  }
}

/** mulberry32's output function: 32 bits, good spread for a counter, and the same on every platform. */
function mix(counter: number): number {
  let value = Math.imul(counter ^ (counter >>> 15), counter | 1)
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
  return (value ^ (value >>> 14)) >>> 0
}

function hexOf(bits: number): string {
  return `${BYTES[bits >>> 24]}${BYTES[(bits >>> 16) & 255]}${BYTES[(bits >>> 8) & 255]}${BYTES[bits & 255]}`
}

/** FNV-1a, started from the seed. */
function hashText(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash | 0
}
