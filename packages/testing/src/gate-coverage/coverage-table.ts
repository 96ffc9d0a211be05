import type { Exerciser, GateCoverage } from './gate-coverage.ts'

/** Writes gate coverage for people: a line for each variant, then what is missing and what to do. */
export function coverageTable({ flags, variants, exercised, list, remarks }: GateCoverage): string {
  const share = variants === 0 ? 100 : Math.floor((exercised / variants) * 100)
  const wide = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map((text) => text.length))
  const flagWidth = wide(list.map(({ flag }) => flag))
  const variantWidth = wide(list.map(({ variant }) => variant))
  const lines = list.map(({ flag, variant, exercisedBy }, at) => {
    const name = list[at - 1]?.flag === flag ? '' : flag
    const mark = exercisedBy.length > 0 ? '✓' : '✗'
    const who = exercisedBy.length > 0 ? summary(exercisedBy) : 'nobody'
    return `  ${name.padEnd(flagWidth)}  ${mark} ${variant.padEnd(variantWidth)}  ${who}`
  })
  return [
    `Gate coverage: ${exercised} of ${variants} variants of ${flags} flags (${share} %)`,
    '',
    ...lines,
    ...missing(list),
    ...(remarks.length > 0 ? ['', ...remarks] : []),
    '',
  ].join('\n')
}

function missing(list: GateCoverage['list']): string[] {
  const open = list.filter(({ exercisedBy }) => exercisedBy.length === 0)
  const [first] = open
  if (!first) return []
  const { flag, variant } = first
  return [
    '',
    `Nobody has seen ${open.length === 1 ? 'this variant' : `these ${open.length} variants`}: ${open.map((one) => `${one.flag} ${one.variant}`).join(', ')}.`,
    `Test each variant with describeVariants('${flag}', …), or look at it and sign: npx sluice coverage sign ${flag} ${variant} --by "Your name"`,
  ]
}

function summary(all: readonly Exerciser[]): string {
  const counts = Map.groupBy(all, ({ by }) => by)
  return [...counts]
    .map(([by, some]) => {
      if (by !== 'manual') return `${some.length} in ${by}`
      return some.map(({ test, at }) => `signed by ${test} on ${at?.slice(0, 10)}`).join(', ')
    })
    .join(', ')
}
