import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settle } from '../../../test/fake-environment.ts'
import { runs } from '../../../test/runs.ts'
import { SimulatedPages, type SimulatedPage, type Weather } from '../../../test/simulated-pages.ts'
import { expectEachOnce } from '../../../test/told-once.ts'

const MINUTE = 60_000

type Step =
  | { kind: 'track'; page: number; count: number; size: number }
  | { kind: 'open' }
  | { kind: 'kill' | 'leave' | 'hide' | 'show'; page: number }
  | { kind: 'weather'; weather: Weather; retryAfter: string | undefined }
  | { kind: 'wait'; ms: number }
  | { kind: 'close' }

const page = fc.nat(3)
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('track' as const),
        page,
        count: fc.integer({ min: 1, max: 40 }),
        size: fc.constantFrom(10, 200, 3000),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('kill' as const, 'leave' as const, 'hide' as const, 'show' as const),
        page,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('weather' as const),
        weather: fc.constantFrom<Weather>(
          'fair',
          'offline',
          'deaf',
          'silent',
          'portal',
          400,
          401,
          413,
          429,
          503,
          'too large',
          'unreadable',
          'short',
        ),
        retryAfter: fc.constantFrom(undefined, '0', '-1', '5', '1e12', 'soon'),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        ms: fc.constantFrom(0, 1, 20, 60, 300, 5000, 40_000),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('close' as const) }),
    },
  ),
  { maxLength: 30 },
)

async function play(seed: number, script: readonly Step[]): Promise<void> {
  const browser = new SimulatedPages(seed)
  const open = async (): Promise<SimulatedPage> => {
    const opened = await browser.open()
    // A database opens before anything is on the screen.
    await browser.advance(10)
    return opened
  }
  let pages: SimulatedPage[] = [await open()]
  const told: string[] = []
  for (const next of script) {
    const chosen = 'page' in next ? pages[next.page % Math.max(1, pages.length)] : undefined
    if (next.kind === 'open' && pages.length < 4) pages.push(await open())
    else if (next.kind === 'track' && chosen) {
      for (let i = 0; i < next.count; i++) {
        const name = `e${told.length}`
        chosen.client.track(name, { properties: { text: 'x'.repeat(next.size) } })
        told.push(name)
      }
      // Until the end of the task.
      await settle()
      // A database that closed takes a moment to open again: with that and a death at once something may be lost.
      if (script.some(({ kind }) => kind === 'close')) await browser.advance(10)
    } else if (chosen && (next.kind === 'kill' || next.kind === 'leave')) {
      browser[next.kind](chosen)
      pages = pages.filter((other) => other !== chosen)
    } else if (chosen && next.kind === 'hide') chosen.page('hidden')
    else if (chosen && next.kind === 'show') chosen.page('visible')
    else if (next.kind === 'weather') {
      browser.weather = next.weather
      browser.retryAfter = next.retryAfter
    } else if (next.kind === 'close') browser.closeDatabases()
    else if (next.kind === 'wait') await browser.advance(next.ms)
  }
  browser.weather = 'fair'
  await browser.open()
  // The longest pause that a service may ask for, and what comes after it.
  await browser.advance(75 * MINUTE)
  expectEachOnce(browser, told)
  expect(browser.rows.size).toBe(0)
  for (const { bytes, events } of browser.posts) {
    expect(bytes).toBeLessThanOrEqual(48 * 1024)
    expect(events).toBeLessThanOrEqual(500)
  }
}

it(
  'loses nothing, whichever page dies when, and whatever the network does',
  { timeout: runs(60) * 2000 },
  async () => {
    await fc.assert(fc.asyncProperty(fc.integer(), steps, play), {
      numRuns: runs(60),
    })
  },
)
