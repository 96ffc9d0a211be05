import { expect, it } from 'vitest'
import { BREACH, canary, healthy } from '../testing/canary.ts'
import { BOB } from '../testing/driver.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'
import { code, inline } from './markdown.ts'
import { playbook } from './playbook.ts'
import { postMortem } from './post-mortem.ts'

const HOSTILE = '# Heading\n\n| a | b |\n- <b> `x` [y](https://evil.example)'

it('writes a draft in which what people wrote stays where it belongs', () => {
  const driver = healthy(canary(), 10).tick(BREACH).tick({ fault: HOSTILE })
  driver.send({ kind: 'abort', at: NOON, by: { ...BOB, name: HOSTILE }, reason: HOSTILE })
  driver.send({ kind: 'close', at: NOON, by: BOB, reason: HOSTILE })
  const text = postMortem(planOf(), driver.log) ?? ''
  const lines = text.split('\n')
  expect(lines.filter((line) => line.startsWith('#')).map((line) => line.slice(0, 10))).toEqual([
    '# Draft: "',
    '## The num',
    '## What ha',
    '## For peo',
  ])
  // Every list item and every row that there is is one of ours.
  expect(lines.filter((line) => /^(?!-|\||#|Cause: |$)/.test(line))).toEqual([])
  expect(text).toContain(
    '# Heading \\| a \\| b \\| - \\<b\\> \\`x\\` \\[y\\](https://evil.example)',
  )
  expect(text).not.toMatch(/[^\\]<b>/)
})

it('names a person who rolled back in one cell', () => {
  const driver = healthy(canary(), 10)
  driver.send({ kind: 'roll_back', at: NOON, by: { ...BOB, name: 'Bob | <i>' }, reason: HOSTILE })
  const text = postMortem(planOf(), driver.log) ?? ''
  expect(text).toContain('| rolled back by | Bob \\| \\<i\\> |\n')
  expect(text.split('\n').find((line) => line.startsWith('Cause: '))).toContain('\\| a \\| b \\|')
})

it('writes a playbook in which reasons, approvals and names stay where they belong', () => {
  const [first, ...others] = PLAN.steps
  const plan = planOf({
    steps: [{ ...first!, approval: HOSTILE }, ...others],
    freezes: [{ weekdays: [1], reason: HOSTILE }],
    people: [{ name: HOSTILE }],
  })
  const own = playbook(
    'r-1',
    planOf({ freezes: [{ weekdays: [1], reason: 'x' }], people: [{ name: 'x' }] }),
  )
  const shape = (text: string): string[] => text.split('\n').map((line) => line.slice(0, 2))
  expect(shape(playbook('r-1', plan))).toEqual(shape(own))
  expect(playbook('r-1', plan)).toContain('- # Heading \\| a \\| b \\| - \\<b\\>')
})

it('leaves plain words alone, and fences code that has ticks in it', () => {
  expect(inline('It was a null, in crash_rate (5 %)!')).toBe('It was a null, in crash_rate (5 %)!')
  expect(code('crash_rate')).toBe('`crash_rate`')
  expect(code('a ``b`` c')).toBe('``` a ``b`` c ```')
})
