import { describe, expect, it } from 'vitest'
import { cancelledError, notFoundError } from '../../../src/core/errors.js'
import { readEach, reportUnread } from '../../../src/core/read-each.js'

const PARTS = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]

describe('reading the parts of a scope', () => {
  it('tells what failed apart from what is empty', async () => {
    const read = async ({ name }: { name: string }) => {
      if (name === 'b') throw notFoundError('GONE', 'It is gone.')
      return name === 'c' ? [] : [1, 2]
    }
    const warnings: string[] = []

    const { rows, unread } = await readEach(PARTS, read)

    expect(rows).toEqual([1, 2])
    expect(reportUnread(unread, (text) => warnings.push(text))).toBe(3)
    expect(warnings).toEqual(["'b' could not be read: It is gone."])
    expect(reportUnread([], () => {})).toBe(0)
  })

  it('throws when nothing could be read, and on Ctrl-C', async () => {
    const gone = async () => Promise.reject(notFoundError('GONE', 'It is gone.'))
    const stopped = async ({ name }: { name: string }) => (name === 'b' ? Promise.reject(cancelledError()) : [1])

    await expect(readEach(PARTS, gone)).rejects.toMatchObject({ code: 'GONE' })
    await expect(readEach(PARTS, stopped)).rejects.toMatchObject({ code: 'INTERRUPTED' })
    expect(await readEach([], gone)).toEqual({ rows: [], unread: [] })
  })

  it('does not hide a bug', async () => {
    const broken = async () => {
      throw new TypeError('oops')
    }

    await expect(readEach([...PARTS], broken)).rejects.toMatchObject({ kind: 'bug' })
  })
})
