import { expect, it } from 'vitest'
import { faultsOf, PLAN } from '../testing/plans.ts'

const [, canary, , , all] = PLAN.steps
const [guardrail] = PLAN.guardrails
const stepWith = (changes: object) => ({ steps: [{ ...canary!, ...changes }, all!] })
const many = (count: number) => Array.from({ length: count }, () => ({ name: 'x' }))
const EMPTY = 'This is empty. Write something, or take it away where it may be missing.'

it.each([
  ['an empty name', { flag: '' }, `flag: ${EMPTY}`],
  ['an empty approval', stepWith({ approval: '' }), `steps[0].approval: ${EMPTY}`],
  [
    'a name that is too long',
    { flag: 'x'.repeat(200) },
    'flag: This has 200 characters. Give 128 at most.',
  ],
  [
    'no steps',
    { steps: [] },
    'steps: This is empty. Give one at least, or take it away where it may be missing.',
  ],
  ['too many people', { people: many(30) }, 'people: This has 30 entries. Give 20 at most.'],
  [
    'a name of a step with a blank',
    stepWith({ name: 'a b' }),
    'steps[0].name: "a b" is no name of a step. Take letters, digits, dots, hyphens and underscores, 64 at most, and begin with a letter or a digit.',
  ],
  [
    'a freeze without a reason',
    { freezes: [{ startsAt: 1, endsAt: 2 }] },
    'freezes[0]: {"startsAt":1,"endsAt":2} is no freeze. Give startsAt and endsAt in epoch milliseconds, or weekdays from 0, a Sunday, to 6, and the reason.',
  ],
  [
    'a number that is none',
    { guardrails: [{ ...guardrail!, alpha: NaN }] },
    'guardrails[0].alpha: Give a number, not NaN.',
  ],
  [
    'the bound itself, where it is not in',
    { guardrails: [{ ...guardrail!, negligibleRate: 1 }] },
    'guardrails[0].negligibleRate: 1 is too much. Give less than 1.',
  ],
])('says of %s what to write instead', (_, changes, told) => {
  expect(faultsOf(changes)).toEqual([told])
})
