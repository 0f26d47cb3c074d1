import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const MOCKS = join(import.meta.dirname, '..', '..', 'mocks')
const read = (file: string) => readFileSync(join(MOCKS, file), 'utf8')

const rows = read('UNSURE.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Case') && !line.startsWith('| ---'))
  .map((line) => {
    const [name = '', answer = '', , where = ''] = line.split('|').slice(1)
    return { name: name.trim(), answer, files: [...where.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '') }
  })

test.each(rows)('the guess "$name" is made in the files it names, with the code it names', ({ answer, files }) => {
  const text = files.map(read).join('\n')
  const codes = [...answer.matchAll(/`([A-Z]\w+)`/g)].map((match) => match[1] ?? '')

  expect(files).not.toEqual([])
  expect(codes.filter((code) => !text.includes(code))).toEqual([])
})

test('every file that says it guesses is named by a guess', () => {
  const named = new Set(rows.flatMap((row) => row.files))
  const guessing = readdirSync(MOCKS, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && /UNSURE\.md|not verified/.test(read(file)))

  expect(guessing.filter((file) => !named.has(file))).toEqual([])
})
