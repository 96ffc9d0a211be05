import { expect, it } from 'vitest'
import type { Results } from '../../service/shapes/results.ts'
import { markdownOf } from './markdown.ts'

const interval = { low: -0.02, high: 0.12 }
const lift = { estimate: 0.05, standardError: 0.03, interval, p: 0.2, method: 'lift' }
const row = (metric: string) => ({
  metric,
  treatment: 'warm',
  adjustedP: 0.04,
  finding: 'better',
  difference: { ...lift, method: 'welch' },
  lift,
})

function resultsOf(verdict: Partial<Results['verdict']> = {}): Results {
  return {
    key: 'words',
    title: null,
    hypothesis: 'Warm words sell.',
    planHash: '0123456789abcdef',
    computedAt: '2026-11-20T00:00:00.000Z',
    verdict: {
      decision: 'ship',
      treatment: 'warm',
      rule: 'It is better.',
      isGrey: false,
      grey: [],
      ...verdict,
    },
    plan: { control: 'plain', variants: [], segments: ['country'] },
    metrics: { bought: { title: 'Bought', kind: 'conversion', direction: 'higher_is_better' } },
    units: { plain: 100, warm: 102 },
    segments: [
      { segment: 'country', values: [], hidden: 1 },
      { segment: 'plan', values: [], hidden: 0 },
    ],
    apart: [
      {
        metric: 'waited',
        kind: 'time_to_event',
        role: 'secondary',
        values: { plain: { reached: 0.21, meanMs: 9 }, warm: { reached: 0.25, meanMs: 8 } },
        comparisons: [{ treatment: 'warm', logRank: { p: 0.3 } }],
      },
    ],
    analysis: {
      annotations: [{ day: '2026-11-18', title: 'Autumn *sale*' }],
      primary: [row('bought')],
      guardrails: [],
      secondary: [],
      segments: [
        { segment: 'country', values: [{ value: 'FR', rows: [row('bought')] }], heterogeneity: [] },
        { segment: 'plan', values: [{ value: '', rows: [row('bought')] }], heterogeneity: [] },
      ],
    },
    progress: { isFirstDay: false },
  } as unknown as Results
}

it('says of a grey verdict that it is grey, and why', () => {
  const grey = [{ code: 'LOSS_DIFFERS', message: 'Events were lost.' }]
  const text = markdownOf(resultsOf({ isGrey: true, grey }), 'https://sluice.example/x')
  expect(text).toContain(
    '**Ship “warm” – but look at its health first**: It is better.\n\n- Events were lost.\n',
  )
  expect(markdownOf(resultsOf(), '')).toContain('**Ship “warm”**: It is better.\n\nUnits: ')
})

it('says of what is decided what the numbers said then, however it is read', () => {
  const then = { decision: 'roll_back', treatment: 'warm', rule: 'It was worse.', isGrey: false }
  const results = resultsOf()
  const decided = { decision: 'roll_back', variant: 'plain', reason: 'It is worse', learned: null }
  const text = markdownOf(
    {
      ...results,
      verdict: { decision: 'cannot_tell', rule: 'It decides nothing.', isGrey: true, grey: [] },
      decided: { ...decided, verdict: then },
      differs: ['from the events that are there now'],
    } as unknown as Results,
    '',
  )
  expect(text).toContain('The numbers said **Roll back “warm”**: It was worse.\n\nRead otherwise')
})

it('has the metrics that are read once, and says that they decide nothing', () => {
  const [, secondary = ''] = markdownOf(resultsOf(), '').split('## Secondary metrics')
  expect(secondary).toContain(
    '| waited | warm | – | – | 0.300 | 25.0 % against 21.0 %, sooner; read once, decides nothing |',
  )
})

it('has the segments, and says which were not declared before the start', () => {
  const text = markdownOf(resultsOf(), '')
  expect(text).toMatch(/## By country\n[^#]+\| FR: Bought \| warm \| \+5\.0 % \|/)
  expect(text).toContain('1 value is not shown, so that nobody can be found among few.')
  expect(text).toMatch(/## By plan \(explored, not .+\)\n[^#]+\| \(none\): Bought \|/)
})

it('says what was decided in the end, why, and what it taught', () => {
  const decided = { decision: 'ship', variant: 'warm', reason: 'It sells.', learned: 'Be warm.' }
  const text = markdownOf({ ...resultsOf(), decided } as unknown as Results, '')
  expect(text).toContain('**Decided: Shipped “warm”**. Why: “It sells.” Learned: “Be warm.”')
  expect(text).toMatch(/Decided: [^]+\nThe numbers said \*\*Ship “warm”\*\*: It is better\./)
})

it('leaves names text', () => {
  const results = { ...resultsOf(), title: '<b>*Warm* | words</b>' }
  expect(markdownOf(results, '')).toContain(String.raw`# \<b\>\*Warm\* \| words\</b\>`)
})

it('has what happened outside', () => {
  expect(markdownOf(resultsOf(), '')).toContain(
    '\n\n## What happened outside\n\n- 2026-11-18: Autumn \\*sale\\*\n\nAs of ',
  )
})
