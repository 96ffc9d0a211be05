import type { VariantLoss } from '@sluice/events'
import { createGenerator } from '@sluice/stats'
import { expect, it } from 'vitest'
import { losesOtherwise } from './session-losses.ts'

const LOOKS = 14
const SESSIONS_A_DAY = 150
const EVENTS = 20

interface Losing {
  /** In [0, 1]: how many sessions lose something. */
  readonly sessions: number
  /** In [0, 1]: how much those lose that do. */
  readonly share: number
}

function nothing(variant: string): VariantLoss {
  return { variant, sessions: 0, lossy: 0, received: 0, lost: 0, shares: { sum: 0, ofSquares: 0 } }
}

/** How many of so many experiments say at one of fourteen daily looks that loss differs. */
function alarms(runs: number, control: Losing, treatment: Losing, seed: number): number {
  const { uniform } = createGenerator(seed)
  const day = (before: VariantLoss, { sessions, share }: Losing): VariantLoss => {
    let lossy = 0
    for (let at = 0; at < SESSIONS_A_DAY; at++) if (uniform() < sessions) lossy++
    const lost = lossy * share * EVENTS
    return {
      ...before,
      sessions: before.sessions + SESSIONS_A_DAY,
      lossy: before.lossy + lossy,
      received: before.received + SESSIONS_A_DAY * EVENTS - lost,
      lost: before.lost + lost,
      shares: {
        sum: before.shares.sum + lossy * share,
        ofSquares: before.shares.ofSquares + lossy * share * share,
      },
    }
  }
  let found = 0
  for (let run = 0; run < runs; run++) {
    let [left, right] = [nothing('plain'), nothing('warm')]
    for (let look = 0; look < LOOKS; look++) {
      left = day(left, control)
      right = day(right, treatment)
      if (!losesOtherwise(left, right)) continue
      found++
      break
    }
  }
  return found
}

it('is silent where one session in fifty loses half of its events, whatever the variant', () => {
  const bad = { sessions: 0.02, share: 0.5 }
  expect(alarms(2000, bad, bad, 1)).toBeLessThanOrEqual(20)
})

it('is silent as well where loss is rare, and where it is common', () => {
  const rare = { sessions: 0.002, share: 0.5 }
  const common = { sessions: 0.3, share: 0.5 }
  expect(alarms(1000, rare, rare, 2)).toBeLessThanOrEqual(10)
  expect(alarms(1000, common, common, 3)).toBeLessThanOrEqual(10)
})

it('finds a variant whose sessions lose something six times as often', () => {
  const found = alarms(200, { sessions: 0.02, share: 0.5 }, { sessions: 0.12, share: 0.5 }, 4)
  expect(found).toBeGreaterThanOrEqual(198)
})

it('finds a variant whose sessions lose no more often, but all they have', () => {
  const found = alarms(200, { sessions: 0.12, share: 0.05 }, { sessions: 0.12, share: 0.9 }, 5)
  expect(found).toBeGreaterThanOrEqual(198)
})

it('finds few sessions that lost something, when all of them met one variant', () => {
  const whole = { ...nothing('plain'), sessions: 400, received: 8000 }
  const losing = { ...whole, lossy: 30, lost: 30, shares: { sum: 1.5, ofSquares: 0.075 } }
  expect(losesOtherwise(whole, losing)).toBe(true)
  expect(losesOtherwise(losing, whole)).toBe(true)
  // Two treatments share the level.
  const fewer = { ...losing, lossy: 28 }
  expect([losesOtherwise(whole, fewer), losesOtherwise(whole, fewer, 50)]).toEqual([true, false])
})

it('says nothing of few sessions, or of one that says it lost a great deal', () => {
  const whole = { ...nothing('plain'), sessions: 99, received: 900 }
  const losing = { ...nothing('warm'), sessions: 99, lossy: 99, lost: 900 }
  expect(losesOtherwise(whole, { ...losing, shares: { sum: 99, ofSquares: 99 } })).toBe(false)
  const many = { ...whole, sessions: 2000 }
  const one = { ...many, lossy: 1, lost: 1000, shares: { sum: 1, ofSquares: 1 } }
  expect(losesOtherwise(many, one)).toBe(false)
})
