import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MountScript } from '../../../src/model/file-mount.js'
import { readPlace, saveScript, withPassword } from '../../../src/restore/files-place.js'
import { folderWith } from '../../helpers/temp-folder.js'

const SCRIPT: MountScript = {
  os: 'Linux',
  name: 'web-01.py',
  password: 'secret-of-15-ch',
  content: Buffer.from('x = 1\n'),
}

describe('the password in the head of a script', () => {
  it.each([
    ['x = 1\n', '# Password: p\nx = 1\n'],
    ['#!/usr/bin/python\nx = 1\n', '#!/usr/bin/python\n# Password: p\nx = 1\n'],
    [
      '#!/usr/bin/python\n# -*- coding: utf-8 -*-\nx = 1\n',
      '#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# Password: p\nx = 1\n',
    ],
    ['# -*- coding: utf-8 -*-\n', '# -*- coding: utf-8 -*-\n# Password: p\n'],
  ])('stands behind the lines that Python reads first: %j', (text, expected) => {
    expect(withPassword(text, 'p')).toBe(expected)
  })
})

describe('a script that is saved', () => {
  it('goes into a folder under its own name, whatever path that name pretends to be', async () => {
    const folder = await folderWith()

    const saved = await saveScript(await readPlace(folder, false), { ...SCRIPT, name: '../../web-01.py' })

    expect(saved.file).toBe(join(folder, 'web-01.py'))
  })

  it('is readable by the owner alone, also where all could read the file before it', async () => {
    const file = join(await folderWith({ 'open.py': 'old' }), 'open.py')
    chmodSync(file, 0o666)

    await saveScript(await readPlace(file, true), SCRIPT)

    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8')]).toEqual([
      0o600,
      '# Password: secret-of-15-ch\nx = 1\n',
    ])
  })
})
