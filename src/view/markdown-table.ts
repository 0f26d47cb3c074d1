/** A table as Markdown has it. Names come from elsewhere: they must not end a cell, a row, or become HTML. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
}

function cell(text: string): string {
  return text
    .replace(/\|/g, '\\|')
    .replace(/\r?\n/g, '<br>')
    .replace(/<(?!br>)/g, '&lt;')
}
