import { hiddenWords } from '../hidden-words.ts'
import { decisionWords } from '../../experiments/decision-words.ts'
import type { Results } from '../../service/shapes/results.ts'
import { count, pValue, signedPercent } from '../format.ts'
import { rowsOf, toldRows } from '../groups.ts'
import { looksWords } from '../looks-words.ts'
import type { Row } from '../read-row.ts'
import { isPlanned, segmentRows, valueName } from '../segment-rows.ts'
import { doubtOf, isOver, saidVerdict, VERDICTS } from '../verdict-words.ts'

/** Results as Markdown, for a place where people write. Names stay text there too. */
export function markdownOf(results: Results, address: string): string {
  const { title, key, hypothesis, verdict, units, differs = [] } = results
  const said = saidVerdict(results)
  const [word] = VERDICTS[said.decision]
  const treatment = said.treatment === undefined ? '' : ` “${plain(said.treatment)}”`
  const counted = Object.entries(units).map(([variant, n]) => `${plain(variant)} ${count(n)}`)
  return [
    `# ${plain(title ?? key)}`,
    '',
    plain(hypothesis),
    '',
    ...decidedOf(results),
    `${isOver(results) ? 'The numbers said ' : ''}**${word}${treatment}${doubtOf(said)}**: ${plain(said.rule)}`,
    ...(said.caution === undefined ? [] : ['', plain(said.caution)]),
    ...listOf(verdict.grey.map(({ message }) => message)),
    ...(differs.length === 0
      ? []
      : ['', `Read otherwise than planned: ${differs.map(plain).join('; ')}.`]),
    '',
    ...looksWords(results).map(plain),
    ...(results.looks === null || results.looks === undefined ? [] : ['']),
    `Units: ${counted.join(', ')}.${results.simulated ? ' Simulated: nobody did any of this.' : ''}`,
    ...rowsOf(results).flatMap((group) =>
      tableOf(
        group.title,
        toldRows(group.rows, results).map((row) => [row.title, row] as const),
        group.words,
      ),
    ),
    ...results.analysis.segments.flatMap((one) => segmentOf(one, results)),
    ...happenedOf(results),
    '',
    `As of ${results.computedAt}, by the plan ${results.planHash.slice(0, 8)}. ${address}`,
    '',
  ].join('\n')
}

function decidedOf({ decided }: Results): string[] {
  if (decided === null || decided === undefined) return []
  const { reason, learned } = decided
  const lesson = learned === null ? '' : ` Learned: “${plain(learned)}”`
  return [`**Decided: ${plain(decisionWords(decided))}**. Why: “${plain(reason)}”${lesson}`, '']
}

/** What happened outside meanwhile, as on the page. */
function happenedOf({ analysis: { annotations } }: Results): string[] {
  if (annotations.length === 0) return []
  return [
    '',
    '## What happened outside',
    ...listOf(annotations.map(({ day, title }) => `${day}: ${title}`)),
  ]
}

function segmentOf(one: Results['analysis']['segments'][number], results: Results): string[] {
  const { segment } = one
  const hidden = results.segments.find((other) => other.segment === segment)?.hidden ?? 0
  const explored = isPlanned(results, segment) ? '' : ' (explored, not declared before the start)'
  const table = tableOf(
    `By ${segment}${explored}`,
    segmentRows(one, results).map(({ value, row }) => [`${valueName(value)}: ${row.title}`, row]),
  )
  if (table.length === 0 || hidden === 0) return table
  return [...table, '', hiddenWords(hidden)]
}

function tableOf(
  title: string,
  rows: readonly (readonly [name: string, row: Row])[],
  words?: string,
): string[] {
  if (rows.length === 0) return []
  return [
    '',
    `## ${plain(title)}`,
    '',
    ...(words === undefined ? [] : [plain(words), '']),
    '| Metric | Variant | Lift | Interval | p | Finding |',
    '| --- | --- | ---: | --- | ---: | --- |',
    ...rows.map(([name, { treatment, lift, p, finding, reached }]) => {
      const cells = [
        plain(name),
        plain(treatment),
        lift === undefined ? '–' : signedPercent(lift.estimate),
        lift === undefined ? '–' : `${signedPercent(lift.low)} to ${signedPercent(lift.high)}`,
        p === undefined ? '–' : pValue(p),
        plain(reached === undefined ? finding : `${reached}, ${finding}`),
      ]
      return `| ${cells.join(' | ')} |`
    }),
  ]
}

/** A list needs an empty line before it, else it is a part of the sentence. */
function listOf(sentences: readonly string[]): string[] {
  return sentences.length === 0 ? [] : ['', ...sentences.map((one) => `- ${plain(one)}`)]
}

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#&!]/g, String.raw`\$&`)
}
