import { type PackInput, pack } from '../src/slots/pack/pack.js'
import { packExactly } from '../src/slots/pack/pack-exactly.js'
import { createRandom } from '../src/slots/random.js'

interface Family {
  readonly name: string
  /** Null: unknown. */
  readonly optimum: number | null
  readonly draw: (random: () => number) => PackInput
}

const SEEDS = [1, 2, 3, 4, 5]

/** The classical families (Falkenauer 1996), and vectors with a planted packing without waste. */
const FAMILIES: readonly Family[] = [
  ...[120, 250, 500, 1000].map((count) => uniform(count)),
  ...[60, 120, 249, 501].map((count) => triplets(count)),
  ...[2, 3, 5, 10].flatMap((dimensions) => [20, 60].map((bins) => planted(dimensions, bins))),
]

/** npm run bench pack: bins against the bound or the known optimum. `--exact` with column generation too. */
export async function bench(argv: readonly string[]): Promise<void> {
  const exact = argv.includes('--exact')
  console.log(`${SEEDS.length} instances of each family, sums; ${exact ? 'with' : 'without'} column generation\n`)
  console.log(line(['family', 'items', 'optimum', 'bound', 'bins', 'proven', 'ms each']))
  const wrong: string[] = []
  for (const family of FAMILIES) {
    const row = await measure(family, exact)
    console.log(
      line([family.name, row.items, row.optimum ?? '?', row.bound, row.bins, `${row.proven}/${SEEDS.length}`, row.ms]),
    )
    wrong.push(...row.wrong)
  }
  console.log(wrong.length === 0 ? '\nNo bound is above a known optimum.' : `\n${wrong.join('\n')}`)
  if (wrong.length > 0) process.exitCode = 1
}

async function measure({ name, optimum, draw }: Family, exact: boolean) {
  const row = {
    items: 0,
    optimum: optimum && optimum * SEEDS.length,
    bound: 0,
    bins: 0,
    proven: 0,
    ms: 0,
    wrong: [] as string[],
  }
  for (const seed of SEEDS) {
    const input = draw(createRandom(seed))
    const from = performance.now()
    const { bins, lowerBound, status } = exact ? await packExactly(input) : pack(input)
    row.ms += (performance.now() - from) / SEEDS.length
    row.items += input.items.length
    row.bound += lowerBound
    row.bins += bins.length
    if (status === 'optimal') row.proven++
    if (optimum !== null && (lowerBound > optimum || bins.length < optimum))
      row.wrong.push(`${name}, seed ${seed}: bound ${lowerBound}, ${bins.length} bins, optimum ${optimum}`)
  }
  return { ...row, ms: Math.round(row.ms) }
}

/** Sizes 20 to 100 in bins of 150. */
function uniform(count: number): Family {
  const draw = (random: () => number) => ({
    capacity: 150,
    items: Array.from({ length: count }, () => 20 + Math.floor(81 * random())),
  })
  return { name: `u${count}`, optimum: null, draw }
}

/** Bins of 1000 that three items fill without waste: sizes 250 to 500, so that no other number of items does. */
function triplets(count: number): Family {
  const draw = (random: () => number) => ({
    capacity: 1000,
    items: Array.from({ length: count / 3 }, () => {
      const first = 380 + Math.floor(111 * random())
      const second = 250 + Math.floor((1000 - first - 500 + 1) * random())
      return [first, second, 1000 - first - second]
    }).flat(),
  })
  return { name: `t${count}`, optimum: count / 3, draw }
}

/** Full bins, each cut into 2 to 6 vectors at random. */
function planted(dimensions: number, bins: number): Family {
  const capacity = Array<number>(dimensions).fill(1000)
  const draw = (random: () => number) => ({
    capacity,
    items: Array.from({ length: bins }, () => {
      const parts = 2 + Math.floor(5 * random())
      const cuts = capacity.map((most) => cutUp(most, parts, random))
      return Array.from({ length: parts }, (_, part) => cuts.map((sizes) => sizes[part] as number))
    }).flat(),
  })
  return { name: `${dimensions} dimensions, ${bins} bins`, optimum: bins, draw }
}

function cutUp(whole: number, parts: number, random: () => number): number[] {
  const cuts = Array.from({ length: parts - 1 }, () => Math.floor((whole + 1) * random())).sort((a, b) => a - b)
  return [...cuts, whole].map((cut, part) => cut - (cuts[part - 1] ?? 0))
}

function line([name, ...figures]: readonly (string | number)[]): string {
  return String(name).padEnd(24) + figures.map((figure) => String(figure).padStart(9)).join('')
}
