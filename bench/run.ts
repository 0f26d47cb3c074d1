import { readdirSync } from 'node:fs'

// npm run bench <name>: each other file here is a benchmark and exports `bench`.
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !['run.ts', 'virtual-clock.ts'].includes(file))
  .map((file) => file.replace('.ts', ''))
const [name = '', ...argv] = process.argv.slice(2)

if (names.includes(name)) {
  const { bench } = (await import(`./${name}.ts`)) as { bench(argv: string[]): Promise<void> | void }
  await bench(argv)
} else {
  console.error(`Which benchmark? One of: ${names.join(', ')}`)
  process.exitCode = 2
}
