/** What came of all mutants of one folder. */
export interface Outcome {
  readonly folder: string
  readonly mutants: number
  /** By a test that failed, or that came to no end. */
  readonly killed: number
  /** Alive, with a reason. */
  readonly explained: number
  /** Alive, and nobody knows why. */
  readonly unexplained: number
  /** The day on which they were tried, such as `2026-11-27`. */
  readonly on: string
}

const BEGIN = '<!-- begin: mutants -->'
const END = '<!-- end: mutants -->'
const ROW = /^\| `(.+)` +\| +(\d+) +\| +(\d+) +\| +(\d+) +\| +(\d+) +\| (\S*) +\|$/

/** The page with what came of a folder in its table, in place of what was known of it. */
export function withOutcome(page: string, outcome: Outcome): string {
  const [before = '', rest] = page.split(BEGIN)
  const [table, after] = rest?.split(END) ?? []
  if (table === undefined || after === undefined) {
    throw new Error(`The record has no ${BEGIN} with an ${END} after it. Put them back.`)
  }
  const others = table
    .split('\n')
    .flatMap(outcomeOf)
    .filter(({ folder }) => folder !== outcome.folder)
  const all = [...others, outcome].toSorted((left, right) => (left.folder < right.folder ? -1 : 1))
  return `${before}${BEGIN}\n\n${tableOf(all)}\n\n${END}${after}`
}

function outcomeOf(line: string): readonly Outcome[] {
  const [, folder, ...cells] = ROW.exec(line) ?? []
  if (folder === undefined) return []
  const [mutants = 0, killed = 0, explained = 0, unexplained = 0] = cells.map(Number)
  return [{ folder, mutants, killed, explained, unexplained, on: cells.at(-1) ?? '' }]
}

function tableOf(outcomes: readonly Outcome[]): string {
  const sum = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((all, outcome) => all + count(outcome), 0)
  const row = (
    name: string,
    of: (count: (outcome: Outcome) => number) => number,
    on: string,
  ): string => {
    const counts = [
      of(({ mutants }) => mutants),
      of(({ killed }) => killed),
      of(({ explained }) => explained),
      of(({ unexplained }) => unexplained),
    ]
    return `| ${name} | ${counts.join(' | ')} | ${on} |`
  }
  return [
    '| folder | mutants | killed | explained | unexplained | tried on |',
    '| --- | ---: | ---: | ---: | ---: | --- |',
    ...outcomes.map((one) => row(`\`${one.folder}\``, (count) => count(one), one.on)),
    row('all of these', sum, ''),
  ].join('\n')
}
