import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { usageError } from '../../core/errors.js'
import type { Report } from '../../model/report.js'
import { junitReport } from './junit.js'
import { markdownReport } from './markdown.js'
import { sarifReport } from './sarif.js'

const WRITERS: Readonly<Record<string, (report: Report) => string | Promise<string>>> = {
  junit: junitReport,
  sarif: sarifReport,
  markdown: markdownReport,
}

/** For commands that find something. */
export const reportFlags = {
  report: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '<junit|sarif|markdown>=<file>',
    summary: 'Also write the findings to a file in this form; repeatable',
  }),
}

export interface ReportFile {
  readonly form: string
  readonly file: string
}

/** What --report says. Checked before the work begins: an hour's audit must not end at a typing error. */
export function parseReports(values: readonly string[] = []): ReportFile[] {
  return values.map((value) => {
    const [, form = '', file = ''] = /^([a-z]+)=(.+)$/is.exec(value) ?? []
    if (file !== '' && WRITERS[form.toLowerCase()] !== undefined) return { form: form.toLowerCase(), file }
    throw usageError('INVALID_REPORT', `--report '${value}' is not a form and a file.`, [
      `Write ${Object.keys(WRITERS)
        .map((name) => `${name}=FILE`)
        .join(', ')}.`,
    ])
  })
}

/** @throws REPORT_UNWRITABLE (exit 2) */
export async function writeReports(report: Report, files: readonly ReportFile[], cwd: string): Promise<void> {
  for (const { form, file } of files) {
    const text = (await WRITERS[form]?.(report)) ?? ''
    const path = resolve(cwd, file)
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    } catch (error) {
      throw usageError('REPORT_UNWRITABLE', `${form} report ${file} cannot be written: ${(error as Error).message}.`)
    }
  }
}
