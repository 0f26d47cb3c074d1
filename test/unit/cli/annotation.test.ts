import { describe, expect, it } from 'vitest'
import { formatAnnotation } from '../../../src/cli/annotation.js'
import type { Finding } from '../../../src/model/finding.js'

const GITHUB = { GITHUB_ACTIONS: 'true' }
const AZURE_PIPELINES = { TF_BUILD: 'True' }
const plain: Finding = { severity: 'warning', message: '50 % of\nthe VMs' }
const placed: Finding = { severity: 'error', message: 'Bad.', place: { file: 'a:b,c;d].yaml', line: 4, column: 2 } }

describe('an annotation', () => {
  it.each([
    ['GitHub Actions', GITHUB, plain, '::warning title=azbk::50 %25 of%0Athe VMs\n'],
    ['GitHub Actions', GITHUB, placed, '::error file=a%3Ab%2Cc;d].yaml,line=4,col=2,title=azbk::Bad.\n'],
    ['Azure Pipelines', AZURE_PIPELINES, plain, '##vso[task.logissue type=warning]50 % of the VMs\n'],
    [
      'Azure Pipelines',
      AZURE_PIPELINES,
      placed,
      '##vso[task.logissue type=error;sourcepath=a:b,c%3Bd%5D.yaml;linenumber=4;columnnumber=2]Bad.\n',
    ],
  ])('for %s is one line with its severity and place', (_system, env, finding, line) => {
    expect(formatAnnotation(finding, env)).toBe(line)
  })

  it('is nothing elsewhere', () => {
    expect(formatAnnotation(placed, { CI: 'true' })).toBe('')
  })
})
