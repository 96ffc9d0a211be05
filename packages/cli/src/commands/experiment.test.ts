import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { readResults } from '../experiments/read-results.ts'
import { showResults } from '../experiments/show-results.ts'
import { noColors } from '../terminal/no-colors.ts'
import { comeAndBuy, QUESTION } from '../testing/experiment-people.ts'
import { testBench, type TestBench } from '../testing/test-service.ts'
import { twoDays } from '../testing/two-days.ts'

/** The plain button is on trial, and fewer buy with it. */
const LOSING = QUESTION.replaceAll('plain', 'plainer')
  .replace('control: plainer', 'control: warm')
  .replace('defaultVariant: plainer', 'defaultVariant: warm')

it('takes an experiment from its plan to the archive', async () => {
  const clock = twoDays()
  const { service, sluice } = await testBench(QUESTION, { clock })
  expect((await sluice(['experiment', 'list'])).out).toMatch(/words +draft +cta/)

  const unknown = await sluice(['experiment', 'plan', 'words'])
  expect([unknown.exit, unknown.err]).toEqual([
    EXIT.usage,
    expect.stringContaining('No "purchase" came in for four weeks.'),
  ])

  await comeAndBuy(service.url, 150, 'before')
  const planned = await sluice(['experiment', 'plan', 'words'])
  expect([planned.exit, planned.err]).toEqual([EXIT.ok, ''])
  expect(planned.out).toContain('counted from its exposures; 100 % of them take part.')
  expect(planned.out).toContain('warning: Nothing says which lift of bought matters')
  const power = await sluice(['experiment', 'power', 'words', '--units-per-day', '500'])
  expect(power.out).toMatch(/METRIC +WEEKS +LIFT FOUND\nbought +1 +\d/)

  const started = await sluice(['experiment', 'start', 'words', '--yes'])
  expect([started.exit, started.out]).toEqual([
    EXIT.ok,
    expect.stringContaining('words runs; its plan is sealed.'),
  ])
  await comeAndBuy(service.url, 1500, 'person')
  const document = async (): Promise<string> =>
    (await sluice(['experiment', 'list', '--json'])).out + (await sluice(['pull', '--json'])).out
  const sealed = await document()
  const running = await sluice(['experiment', 'power', 'words'])
  expect([running.exit, running.out]).toEqual([
    EXIT.ok,
    expect.stringMatching(/METRIC +WEEKS +LIFT FOUND\nbought +1 +\d/),
  ])
  expect(running.out).not.toBe(power.out)
  expect(await document()).toBe(sealed)
  const replanned = await sluice(['experiment', 'plan', 'words'])
  expect(replanned.err).toContain('is running, and cannot be planned')
  const early = await sluice(['experiment', 'results', 'words'])
  expect(early.out).toContain('KEEP RUNNING\nIt has not run for a full day yet')
  expect(early.out).toMatch(/FIRST DAY +PLAIN +WARM\nunits +\d+ +\d+\nbought +\d+ +\d+\n/)
  expect(early.out).not.toMatch(/LIFT|├|better/)
  clock.sleep()
  const noted = await sluice(['experiment', 'annotate', 'Autumn sale', '--experiment', 'words'])
  expect(noted.out).toContain('Autumn sale')

  const { exit, out, err } = await sluice(['experiment', 'results', 'words', '--queries'])
  expect([exit, err]).toEqual([EXIT.ok, ''])
  expect(out).toMatch(/^Words on the button \(words\) {2}running, /)
  expect(out).toMatch(/SHIP warm\n.*\n! The verdict rests on 1 day, less than one week/)
  expect(out.split('The verdict rests on')).toHaveLength(2)
  expect(out).toMatch(/✓ split +plain \d+, warm \d+; planned 50\.0 % : 50\.0 %, p /)
  expect(out).toContain('✓ days      no unexpected gap')
  expect(out).toMatch(/bought ↑ +\d\d\.\d % +\d\d\.\d % +\+\d+.*├.*●.*┤.*< 0\.001 +✓ better/)
  expect(out).toMatch(/slow ↓ .*within its margin/)
  expect(out).toContain('Each interval is what the looks of all days have in common.')
  expect(out).toMatch(/DE: bought ↑/)
  const answered = (await sluice(['experiment', 'results', 'words', '--json'])).json()
  const shares = { plain: 0.7, warm: 0.3 }
  const edited = showResults({ ...readResults(answered), shares }, noColors)
  expect(edited.join('\n')).toMatch(/split .*; edited to 70\.0 % : 30\.0 %, p /)
  const { progress } = readResults(answered)
  const lived = { metric: 'bought', ms: 7 * 86_400_000, units: 376 }
  const waiting = { ...readResults(answered), progress: { ...progress, plannedUnits: 400, lived } }
  expect(showResults(waiting, noColors).join('\n')).toMatch(
    /Progress .*376 of 400 have lived bought \(7 days\), 1,500 units came, 13 of 14 days left/,
  )
  const anew = { ...progress, countedFrom: progress.startedAt + 1 }
  const edit = showResults({ ...readResults(answered), progress: anew }, noColors).join('\n')
  expect(edit).toMatch(/days left, counted anew since \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/)
  expect(out).not.toContain('counted anew')
  const { from, analysis } = readResults(answered)
  const until = new Date(Date.parse(from) + 8.4 * 86_400_000).toISOString()
  const stopped = { ...readResults(answered), status: 'stopped', until }
  expect(showResults(stopped, noColors).join('\n')).toMatch(
    /units, ran 8 days, and 14 were planned\n {2}could have found a lift of \d/,
  )
  const past = { ...readResults(answered), analysis: { ...analysis, progress: { isEnded: true } } }
  expect(showResults(past, noColors)[0]).toContain('(words)  running, at its planned end, ')
  const flat = { experiment: 'flat', metric: 'bought', treatment: 'warm', otherTreatment: 'b' }
  const beside = (more: object): string =>
    showResults(
      { ...readResults(answered), interactions: [{ ...flat, isThere: false, ...more }] },
      noColors,
    ).join('\n')
  expect(beside({ adjustedP: 0.4 })).toContain('same units as flat; no interaction is seen.')
  expect(beside({})).toContain('Too few units are also in flat to look for an interaction there.')
  expect(beside({})).not.toContain('no interaction is seen')
  expect(out).toContain('Autumn sale')
  expect(out).toContain('from events where type =')

  const frozen = (await sluice(['experiment', 'results', 'words', '--freeze', '--json'])).json()
  const again = await sluice(['experiment', 'results', 'words', '--snapshot', frozen.snapshot.id])
  expect(again.out).toContain(`Frozen: ${String(frozen.snapshot.href)}`)

  const silent = await sluice(['experiment', 'decide', 'words', '--ship', '--yes'])
  expect([silent.exit, silent.err]).toEqual([EXIT.usage, expect.stringContaining('has a reason')])
  const blank = await sluice(['experiment', 'decide', 'words', '--end', '--yes', '--reason', '  '])
  expect([blank.exit, blank.err]).toEqual([EXIT.usage, expect.stringContaining('has a reason')])
  const control = await sluice([
    'experiment',
    'decide',
    'words',
    '--ship',
    'plain',
    '--yes',
    '--reason',
    'It is calm',
  ])
  expect([control.exit, control.err]).toEqual([
    EXIT.usage,
    expect.stringContaining('"plain" is the control, and no treatment that could be shipped. To'),
  ])
  const decided = await sluice(
    ['experiment', 'decide', 'words', '--ship', '--yes', '--reason', 'It sells'].concat([
      '--learned',
      'People like people',
    ]),
  )
  expect([decided.err, decided.out]).toEqual([
    '',
    expect.stringContaining('words is decided: ship.'),
  ])
  const over = await sluice(['experiment', 'results', 'words'])
  expect(over.out).toMatch(
    /\nDecided {3}ship: warm {2}\d{4}-\d\d-\d\d, by \S.*\nWhy {7}It sells\nLearned {3}People like people\nFrozen {4}\/v1\/\S+\n\nThe numbers said SHIP warm\n/,
  )
  expect((await sluice(['experiment', 'archive', 'people'])).out).toMatch(
    /words +\S+ +ship: warm +bought \+\d+.* better +It sells +People like people/,
  )
  await sluice(['experiment', 'archive', '--key', 'words', '--learned', 'Words matter'])
  const one = await sluice(['experiment', 'archive', '--key', 'words'])
  expect(one.out).toContain('Words matter')
  expect(one.out).toMatch(/\nPlan \S+, (\S+) to \S+, decided \S+\.\n/)
  expect(one.out).toContain('\nThe verdict rests on 1 day, less than one week')
  expect((await sluice(['experiment', 'archive', 'nothing'])).out).toContain('has all of: nothing')
})

it('stops, and says what is possible then', async () => {
  const { service, sluice } = await testBench(QUESTION)
  await comeAndBuy(service.url, 10, 'before')
  const early = await sluice(['experiment', 'start', 'words', '--yes'])
  expect([early.exit, early.err]).toEqual([
    EXIT.failed,
    expect.stringContaining('The experiment "words" is a draft, and cannot be started.'),
  ])
  await sluice(['experiment', 'plan', 'words'])
  await sluice(['experiment', 'start', 'words', '--yes'])
  expect((await sluice(['experiment', 'stop', 'words', '--yes'])).out).toContain('is stopped')
  const results = await sluice(['experiment', 'results', 'words'])
  expect(results.out).toContain('words) ')
  expect(results.out).toContain('stopped')
  expect(results.out).toMatch(/Health\n {2}– nothing yet/)
  expect(results.out).not.toContain('✓ split')
})

it('marks a split that is not what was planned, as soon as the verdict is grey for it', async () => {
  const { service, sluice } = await testBench(QUESTION)
  await comeAndBuy(service.url, 20, 'before')
  await sluice(['experiment', 'plan', 'words'])
  await sluice(['experiment', 'start', 'words', '--yes'])
  await comeAndBuy(
    service.url,
    600,
    'person',
    (variant, index) => variant === 'warm' && index % 10 > 5,
  )
  const { out } = await sluice(['experiment', 'results', 'words'])
  expect(out).toContain('! The units do not divide as planned (p < 0.001). Look for')
  expect(out).toMatch(/✗ split +plain \d+, warm \d+; planned 50\.0 % : 50\.0 %, p < 0\.001/)
})

it('notes, lists and takes away what happened outside', async () => {
  const { sluice } = await testBench(QUESTION)
  const made = (
    await sluice(['experiment', 'annotate', 'Outage', '--day', '2026-11-20', '--json'])
  ).json()
  expect((await sluice(['experiment', 'annotate', '--list'])).out).toContain('2026-11-20  Outage')
  await sluice(['experiment', 'annotate', '--remove', made.id])
  expect((await sluice(['experiment', 'annotate', '--list'])).out).toBe('Nothing is noted.\n')
  expect((await sluice(['experiment', 'annotate', 'x', '--day', 'monday'])).exit).toBe(EXIT.usage)
  const nowhere = await sluice(['experiment', 'annotate', 'x', '--experiment', 'nope'])
  expect([nowhere.exit, nowhere.out, nowhere.err]).toEqual([
    EXIT.failed,
    '',
    expect.stringContaining('There is no experiment "nope"'),
  ])
})

describe('shipping what loses', () => {
  const SHIP = ['experiment', 'decide', 'words', '--ship', 'plainer', '--reason', 'We want it']

  async function losing(): Promise<TestBench> {
    const clock = twoDays()
    const bench = await testBench(LOSING, { clock })
    const { service, sluice } = bench
    await comeAndBuy(service.url, 20, 'before')
    await sluice(['experiment', 'plan', 'words'])
    await sluice(['experiment', 'start', 'words', '--yes'])
    await comeAndBuy(service.url, 600, 'person')
    clock.sleep()
    return bench
  }

  it('takes an option of its own, which --yes is not, and is written down', async () => {
    const { sluice } = await losing()
    const refused = await sluice([...SHIP, '--yes'])
    expect(refused.exit).toBe(EXIT.failed)
    expect(refused.err).toMatch(
      /"plainer" is worse in bought: −\d+ % to −\d+ %\. Nothing was decided\. Add --despite-results to ship it all the same\. \(RESULTS_AGAINST\)/,
    )
    expect((await sluice(['experiment', 'list'])).out).toMatch(/words +running/)
    // Who does not want to be asked is not asked.
    const hurried = await sluice([...SHIP, '--yes'], { answers: ['y'] })
    expect(hurried.exit).toBe(EXIT.failed)
    const shipped = await sluice([...SHIP, '--yes', '--despite-results'])
    expect([shipped.exit, shipped.err]).toEqual([EXIT.ok, ''])
    const one = await sluice(['experiment', 'archive', '--key', 'words'])
    expect(one.out).toMatch(/Against {3}"plainer" is worse in bought: /)
  })

  it('asks whoever is at a terminal, with what is known', async () => {
    const { sluice } = await losing()
    const thought = await sluice(SHIP, { answers: ['y', 'n'] })
    expect([thought.exit, thought.err]).toEqual([
      EXIT.failed,
      expect.stringContaining('Nothing was changed.'),
    ])
    expect(thought.out).toMatch(
      /! "plainer" is worse in bought: .*\nShip it all the same\? \[y\/N\] $/,
    )
    expect((await sluice(['experiment', 'list'])).out).toMatch(/words +running/)
    const shipped = await sluice(SHIP, { answers: ['y', 'y'] })
    expect([shipped.exit, shipped.out]).toEqual([
      EXIT.ok,
      expect.stringContaining('words is decided: ship.'),
    ])
  })
})

it('shows how far out of reach the power is', async () => {
  const { service, sluice } = await testBench(
    QUESTION.replace('outcome: purchase,', 'outcome: purchase, minimumEffect: 0.01,'),
  )
  await comeAndBuy(service.url, 60, 'before')
  const power = await sluice(['experiment', 'power', 'words', '--units-per-day', '100'])
  expect(power.exit).toBe(EXIT.usage)
  expect(power.out).toMatch(/METRIC +WEEKS +LIFT FOUND\nbought +1 +\d[\s\S]*bought +12 +\d/)
  expect(power.out).not.toContain('enough')
  expect(power.err).toContain('A lift of 1 % of bought takes ')
  const { json } = await sluice([
    'experiment',
    'power',
    'words',
    '--units-per-day',
    '100',
    '--json',
  ])
  expect(json()).toMatchObject({
    error: { code: 'POWER_OUT_OF_REACH' },
    size: { metrics: [{ metric: 'bought', curve: [{ weeks: 1 }, {}, {}, {}, {}, {}, {}] }] },
  })
})

it('counts only what servers sent where a metric says so, and refuses a plan that only pages fill', async () => {
  const clock = twoDays()
  const trusting = QUESTION.replace(
    'outcome: purchase,',
    'outcome: purchase, sentBy: server,',
  ).replace('    guardrails: [{ metric: slow }]\n', '')
  const { service, sluice } = await testBench(trusting, { clock })
  const strangers = async (count: number, prefix: string): Promise<void> =>
    comeAndBuy(service.url, count, prefix, undefined, 'client')
  await strangers(30, 'page')
  const refused = await sluice(['experiment', 'plan', 'words'])
  expect([refused.exit, refused.err]).toEqual([
    EXIT.usage,
    expect.stringContaining(
      'Only pages sent "purchase" for four weeks, and this metric counts what servers send. Send it with a server key, or take "sentBy" out of the metric.',
    ),
  ])
  await comeAndBuy(service.url, 150, 'before')
  expect((await sluice(['experiment', 'plan', 'words'])).exit).toBe(EXIT.ok)
  expect((await sluice(['experiment', 'start', 'words', '--yes'])).exit).toBe(EXIT.ok)
  await comeAndBuy(service.url, 300, 'person')
  await strangers(200, 'stranger')
  clock.sleep()
  const { out } = await sluice(['experiment', 'results', 'words', '--json'])
  const { units, metrics } = JSON.parse(out) as {
    units: Record<string, number>
    metrics: Record<string, object>
  }
  expect((units['plain'] ?? 0) + (units['warm'] ?? 0)).toBe(300)
  expect(metrics['bought']).toMatchObject({ sentBy: 'server' })
  const shown = await sluice(['experiment', 'results', 'words'])
  expect(shown.out).toContain('bought counts only what servers sent.')
})

it('says since when nobody comes any more, and that nothing is to be done on it', async () => {
  const clock = twoDays()
  const { service, sluice } = await testBench(QUESTION, { clock })
  await comeAndBuy(service.url, 150, 'before')
  expect((await sluice(['experiment', 'plan', 'words'])).exit).toBe(EXIT.ok)
  expect((await sluice(['experiment', 'start', 'words', '--yes'])).exit).toBe(EXIT.ok)
  await comeAndBuy(service.url, 300, 'person')
  for (let day = 0; day < 3; day++) clock.sleep()
  const { out } = await sluice(['experiment', 'results', 'words'])
  expect(out).toContain('(grey: not to be acted on)')
  const days = String.raw`\d{4}-\d\d-\d\d and \d more days?, the last`
  expect(out).toMatch(new RegExp(`! Nobody met one of the variants on ${days} of them `))
  expect(out).toMatch(new RegExp(`✗ days {6}nobody came on ${days} `))
  expect(out).toContain(' 0 on the last day')
  const answered = (await sluice(['experiment', 'results', 'words', '--json'])).json()
  expect(answered).toMatchObject({ analysis: { health: { status: 'warning' } } })
  const { analysis, ...rest } = readResults(answered)
  const { emptyDays: _emptyDays, ...health } = analysis.health
  const earlier = showResults({ ...rest, analysis: { ...analysis, health } }, noColors)
  expect(earlier.join('\n')).not.toMatch(/[✓✗] days/)
})
