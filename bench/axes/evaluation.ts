import type { Evaluation } from '@sluice/core'
import { compile } from '@sluice/core'
import { compileClosures } from '../evaluation/closures.ts'
import { compileFlagd, flagdDocument } from '../evaluation/flagd.ts'
import { startGrowthBook } from '../evaluation/growthbook.ts'
import { people, PEOPLE } from '../evaluation/people.ts'
import { compileSluice, sluiceRuleset } from '../evaluation/sluice.ts'
import { startUnleash } from '../evaluation/unleash.ts'
import type { Workload } from '../evaluation/workload.ts'
import { flagKeys, oneRule, tenRules } from '../evaluation/workload.ts'
import type { Effort } from '../measure/interleave.ts'
import { interleave } from '../measure/interleave.ts'
import { loops } from '../measure/loop.ts'
import type { Table } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import { timed } from '../measure/timed.ts'
import type { Axis } from './axis.ts'

const NOW = 1_767_225_600_000
const MASK = PEOPLE - 1

/** How fast one flag is evaluated for one person, in Node. */
export const evaluation: Axis = {
  title: 'Evaluation in Node',
  async run(effort) {
    return [
      await evaluate(
        'One flag with one rule',
        'The rule asks for one of two countries and serves a variant; another person each time.',
        oneRule('variant'),
        5,
        effort,
      ),
      await evaluate(
        'One flag with one rule that splits',
        'As above, but each half of the people is served another variant.',
        oneRule('split'),
        5,
        effort,
      ),
      await evaluate(
        'One of 1,000 flags with ten rules',
        'Nine rules on three attributes do not match, the tenth does and serves a variant; another flag and another person each time.',
        tenRules('variant'),
        4,
        effort,
      ),
      await evaluate(
        'One of 1,000 flags with ten rules that split',
        'As above, but each half of the people is served another variant.',
        tenRules('split'),
        4,
        effort,
      ),
      await compiling(effort),
    ]
  },
}

async function evaluate(
  title: string,
  what: string,
  workload: Workload,
  timesAsFast: number,
  effort: Effort,
): Promise<Table> {
  const { contestants, stop } = await evaluators(workload, effort)
  const rows = await interleave(contestants, effort)
  stop()
  const target = ratioTarget(rows, { of: 'flagd-core', to: 'Sluice' }, 'at least', timesAsFast)
  return { title, what, unit: 'ns', base: 'Sluice', rows, targets: [target] }
}

async function evaluators(workload: Workload, effort: Effort) {
  const keys = flagKeys(workload)
  const count = keys.length
  const key = (index: number): string => keys[index % count] as string
  const check = (urgent: number, times: number): number => {
    const expected = workload.serves === 'variant' ? 1 : 0.5
    // A contestant that does not do the work has no business here.
    if (times < 1000 || Math.abs(urgent / times - expected) < 0.1) return urgent
    throw new Error(`${urgent} of ${times} people were served "urgent".`)
  }
  const closures = compileClosures(workload)
  const sluice = compileSluice(workload)
  const flagd = compileFlagd(flagdDocument(workload))
  const growthBook = startGrowthBook(workload)
  const growthBookPeople = people.map((attributes) => ({ attributes: { ...attributes } }))
  const unleash = await startUnleash(workload)
  const unleashPeople = people.map(({ targetingKey, age, beta, ...texts }) => ({
    userId: targetingKey,
    properties: { ...texts, age: String(age), beta: String(beta) },
  }))
  const contestants = loops(
    [
      {
        name: 'hand-written closures',
        kind: 'reference',
        loop(times) {
          let urgent = 0
          for (let index = 0; index < times; index++) {
            const person = people[index & MASK] as (typeof people)[number]
            if (closures.get(key(index))?.(person) === 'urgent') urgent++
          }
          return check(urgent, times)
        },
      },
      {
        name: 'Sluice',
        kind: 'sluice',
        loop(times) {
          let urgent = 0
          for (let index = 0; index < times; index++) {
            const context = people[index & MASK] as never
            const answer: Evaluation = sluice.evaluate(key(index), context, NOW)
            if ((answer as { variant?: string }).variant === 'urgent') urgent++
          }
          return check(urgent, times)
        },
      },
      {
        name: 'flagd-core',
        kind: 'peer',
        loop(times) {
          let urgent = 0
          for (let index = 0; index < times; index++) {
            const context = people[index & MASK] as never
            if (flagd.resolveStringEvaluation(key(index), '', context).variant === 'urgent')
              urgent++
          }
          return check(urgent, times)
        },
      },
      {
        name: 'GrowthBook',
        kind: 'peer',
        loop(times) {
          let urgent = 0
          for (let index = 0; index < times; index++) {
            const context = growthBookPeople[index & MASK] as never
            if (growthBook.evalFeature(key(index), context).value === 'Only 2 left') urgent++
          }
          return check(urgent, times)
        },
      },
      {
        name: 'Unleash',
        kind: 'peer',
        loop(times) {
          let urgent = 0
          for (let index = 0; index < times; index++) {
            const context = unleashPeople[index & MASK] as never
            if (unleash.getVariant(key(index), context).name === 'urgent') urgent++
          }
          return check(urgent, times)
        },
      },
    ],
    effort,
  )
  return { contestants, stop: () => unleash.destroy() }
}

async function compiling(effort: Effort): Promise<Table> {
  const ruleset = sluiceRuleset(tenRules('split'))
  const document = flagdDocument(tenRules('split'))
  const rows = await interleave(
    [
      { name: 'Sluice', kind: 'sluice', round: () => timed(() => compile(ruleset)) },
      { name: 'flagd-core', kind: 'peer', round: () => timed(() => compileFlagd(document)) },
    ],
    { ...effort, warmups: 1 },
  )
  return {
    title: 'Compiling 1,000 flags',
    what: 'Ten rules each that split. flagd-core reads its JSON at the same time; Sluice has parsed before.',
    unit: 'ms',
    base: 'Sluice',
    rows,
    targets: [],
  }
}
