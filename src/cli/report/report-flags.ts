import { constants } from 'node:fs'
import { access, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { usageError } from '../../core/errors.js'
import { tellAll } from '../../core/tell-all.js'
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
  /** Absolute. */
  readonly file: string
}

/**
 * What --report says. Checked before the work begins: an hour's audit must not end at a typing error.
 *
 * @throws INVALID_REPORT, REPORT_UNWRITABLE (2)
 */
export async function openReports(values: readonly string[] = [], cwd: string): Promise<readonly ReportFile[]> {
  return tellAll(values.map((value) => () => openReport(value, cwd)))
}

async function openReport(value: string, cwd: string): Promise<ReportFile> {
  const [, form = '', name = ''] = /^([a-z]+)=(.+)$/is.exec(value) ?? []
  if (name === '' || WRITERS[form.toLowerCase()] === undefined) {
    throw usageError('INVALID_REPORT', `--report '${value}' is not a form and a file.`, [
      `Write ${Object.keys(WRITERS)
        .map((word) => `${word}=FILE`)
        .join(', ')}.`,
    ])
  }
  const report = { form: form.toLowerCase(), file: resolve(cwd, name) }
  await access(dirname(report.file), constants.W_OK).catch((error) => {
    throw unwritable(report, error)
  })
  return report
}

/** @throws REPORT_UNWRITABLE (2) */
export async function writeReports(report: Report, files: readonly ReportFile[]): Promise<void> {
  for (const one of files) {
    const text = (await WRITERS[one.form]?.(report)) ?? ''
    await writeFile(one.file, text).catch((error) => {
      throw unwritable(one, error)
    })
  }
}

function unwritable({ form, file }: ReportFile, { code, message }: NodeJS.ErrnoException) {
  const why = code === 'ENOENT' ? `there is no folder ${dirname(file)}` : message
  return usageError('REPORT_UNWRITABLE', `${form} report ${file} cannot be written: ${why}.`, [
    'Name a file in a folder that is there, and that you may write to, with --report.',
  ])
}
