const UNITS: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/** `1234 MB` in bytes (1 MB = 1e6 bytes); null for what is no size. */
export function readSize(text: string | undefined): number | null {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?b)(?:ytes?|s)?\s*$/i.exec(text ?? '') ?? []
  const factor = UNITS[unit?.toLowerCase() ?? '']
  return amount === undefined || factor === undefined ? null : Math.round(Number(amount) * factor)
}
