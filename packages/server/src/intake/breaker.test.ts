import { describe, expect, it } from 'vitest'
import { breakerAfter, breakerBefore, CLOSED, type Breaker } from './breaker.ts'

function after(outcomes: readonly boolean[], stepMs = 10, from: Breaker = CLOSED): Breaker {
  return outcomes.reduce((breaker, ok, index) => breakerAfter(breaker, ok, index * stepMs), from)
}

const failures = (count: number): boolean[] => Array.from({ length: count }, () => false)

describe('a breaker', () => {
  it('opens after five failures in a row, and not after four', () => {
    expect(after(failures(4)).state).toBe('closed')
    expect(after([...failures(4), true, ...failures(4)]).state).toBe('closed')
    expect(after(failures(5)).state).toBe('open')
  })

  it('opens when half of twenty calls within ten seconds fail', () => {
    const every = (second: boolean) => (_: unknown, index: number) => index % 2 === 0 || second
    const half = Array.from({ length: 20 }, every(false))
    expect(after(half.slice(0, 19)).state).toBe('closed')
    expect(after(half).state).toBe('open')
    // The same ones, too far apart to tell of now.
    expect(after(half, 1_000).state).toBe('closed')
  })

  it('lets nobody ask for five seconds, then exactly one', () => {
    const open = after(failures(5), 0)
    expect(breakerBefore(open, 4_999)[0]).toBe(false)
    const [first, probing] = breakerBefore(open, 5_000)
    expect(first).toBe(true)
    expect(breakerBefore(probing, 5_000)[0]).toBe(false)
  })

  it('closes when that one succeeds, and rests again when it fails', () => {
    const [, probing] = breakerBefore(after(failures(5), 0), 5_000)
    expect(breakerAfter(probing, true, 5_100)).toEqual(CLOSED)
    expect(breakerAfter(probing, false, 5_100)).toEqual({ state: 'open', until: 10_100 })
  })

  it('is not moved by what was on its way when it opened', () => {
    const open = after(failures(5), 0)
    expect(breakerAfter(open, true, 1)).toBe(open)
    expect(breakerAfter(open, false, 1)).toBe(open)
  })

  it('remembers a bounded number of calls', () => {
    const breaker = after(
      Array.from({ length: 5_000 }, () => true),
      0,
    )
    expect(breaker.state === 'closed' && breaker.calls.length).toBe(200)
  })
})
