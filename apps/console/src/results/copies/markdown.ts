import type { Results } from '../../service/shapes.ts'
import { count, pValue, signedPercent } from '../format.ts'
import { toldRows } from '../groups.ts'
import { readRow } from '../read-row.ts'

/** Results as Markdown, for a place where people write. Names stay text there too. */
export function markdownOf(results: Results, address: string): string {
  const { title, key, hypothesis, verdict, analysis, units } = results
  const groups = [
    { name: 'Primary', found: analysis.primary },
    { name: 'Guardrails', found: analysis.guardrails },
    { name: 'Secondary', found: analysis.secondary },
  ]
  const lines = [
    `# ${plain(title ?? key)}`,
    '',
    plain(hypothesis),
    '',
    `**${verdict.decision.replace('_', ' ')}${verdict.treatment === undefined ? '' : ` ${plain(verdict.treatment)}`}**: ${plain(verdict.rule)}`,
    ...verdict.grey.map(({ message }) => `- ${plain(message)}`),
    '',
    `Units: ${Object.entries(units)
      .map(([variant, n]) => `${plain(variant)} ${count(n)}`)
      .join(', ')}.${results.simulated ? ' Simulated: nobody did any of this.' : ''}`,
  ]
  for (const { name, found } of groups) {
    const rows = toldRows(
      found.map((row) => readRow(row, results)),
      results,
    )
    if (rows.length === 0) continue
    lines.push(
      '',
      `## ${name}`,
      '',
      '| Metric | Variant | Lift | Interval | p | Finding |',
      '| --- | --- | ---: | --- | ---: | --- |',
    )
    for (const row of rows) {
      const { lift, p } = row
      const cells = [
        plain(row.title),
        plain(row.treatment),
        lift === undefined ? '–' : signedPercent(lift.estimate),
        lift === undefined ? '–' : `${signedPercent(lift.low)} to ${signedPercent(lift.high)}`,
        p === undefined ? '–' : pValue(p),
        row.finding,
      ]
      lines.push(`| ${cells.join(' | ')} |`)
    }
  }
  lines.push(
    '',
    `As of ${results.computedAt}, by the plan ${results.planHash.slice(0, 8)}. ${address}`,
    '',
  )
  return lines.join('\n')
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#&!]/g, String.raw`\$&`)
}
