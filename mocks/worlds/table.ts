/**
 * Reads a table of the form `name | size | os`: one row a line, the first line names the columns. Lines that start with `#`
 * are remarks; an empty cell is an empty text.
 */
export function readTable<Column extends string>(text: string, columns: readonly Column[]): Record<Column, string>[] {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  const [head, ...rows] = lines.map((line) => line.split('|').map((cell) => cell.trim()))
  if (head?.join() !== columns.join()) throw new Error(`The table must have the columns ${columns.join(', ')}.`)
  return rows.map(
    (cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])) as Record<Column, string>,
  )
}
