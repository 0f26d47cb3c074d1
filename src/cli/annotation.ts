import type { Finding } from '../model/finding.js'

/**
 * A finding as an annotation of the pipeline system that azbk runs in, with its line end; empty elsewhere.
 * Source: docs.github.com, "Workflow commands for GitHub Actions"; learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands.
 */
export function formatAnnotation(finding: Finding, env: Readonly<Record<string, string | undefined>>): string {
  if (env.GITHUB_ACTIONS === 'true') return githubCommand(finding)
  if (env.TF_BUILD !== undefined) return azurePipelinesCommand(finding)
  return ''
}

function githubCommand({ severity, message, place }: Finding): string {
  const where = place ? `file=${githubProperty(place.file)},line=${place.line},col=${place.column},` : ''
  return `::${severity} ${where}title=azbk::${githubText(message)}\n`
}

function githubText(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}

function githubProperty(text: string): string {
  return githubText(text).replace(/:/g, '%3A').replace(/,/g, '%2C')
}

function azurePipelinesCommand({ severity, message, place }: Finding): string {
  const where = place
    ? `;sourcepath=${azurePipelinesProperty(place.file)};linenumber=${place.line};columnnumber=${place.column}`
    : ''
  return `##vso[task.logissue type=${severity}${where}]${message.replace(/\r?\n/g, ' ')}\n`
}

function azurePipelinesProperty(text: string): string {
  return text.replace(/;/g, '%3B').replace(/\]/g, '%5D').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}
