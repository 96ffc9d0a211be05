import { expect, it } from 'vitest'
import { isGood } from './scenario.ts'
import { scenarios } from './scenarios/index.ts'

// A fortieth of the runs of `pnpm simulate`, with bands that are wider by as much.
const trial = { effort: 1 / 40, seed: 20_261_126 }

it.each(scenarios)('$id keeps its rates, and its control row looks bad', (scenario) => {
  for (const row of scenario.run(trial)) {
    expect(
      isGood(row),
      `${row.what}: ${row.observed}, not in ${row.atLeast} to ${row.atMost}`,
    ).toBe(true)
  }
})

it('repeats its numbers from a seed', () => {
  const [scenario] = scenarios
  const once = { effort: 1 / 400, seed: 1 }
  expect(scenario?.run(once)).toEqual(scenario?.run(once))
  expect(scenario?.run({ ...once, seed: 2 })).not.toEqual(scenario?.run(once))
})

it('has a control row in every family', () => {
  const rows = scenarios.flatMap((scenario) => scenario.run({ effort: 1 / 4000, seed: 1 }))
  const familyOf = ({ id }: { readonly id: string }): string =>
    id.startsWith('P-') ? id : id.replace(/[a-z]$/, '')
  const watched = new Set(rows.filter(({ isControl }) => isControl).map(familyOf))
  expect(rows.map(familyOf).filter((family) => !watched.has(family))).toEqual([])
})
