import type { EvaluationDetails } from '@sluice/core'
import { describe, expect, it } from 'vitest'
import { keepShown, type ShownPlace } from './keep-shown.ts'
import type { SluiceState } from './state.ts'

const cta = (value: string, metadata: object = { stability: 'mount' }): EvaluationDetails => ({
  key: 'cta',
  value,
  variant: value,
  reason: 'SPLIT',
  metadata: { ...metadata },
})

const stateOf = (targetingKey = 'ada') =>
  ({ context: { targetingKey, anonymousKey: 'anon' } }) as unknown as SluiceState

/** A place on the page that has shown something before anything was kept. */
function placeThatShowed(last: EvaluationDetails, state = stateOf()): ShownPlace {
  const onPage: { current?: ShownPlace } = {}
  const place: ShownPlace = { onPage, last, state }
  onPage.current = place
  return place
}

describe('a place that was on the page before this was loaded', () => {
  it('keeps what it shows', () => {
    const first = cta('first')
    expect(keepShown(placeThatShowed(first), cta('second'), stateOf())).toBe(first)
  })

  it('keeps it over an override that comes and goes', () => {
    const first = cta('first')
    const place = placeThatShowed(first)
    const forced = cta('forced', { override: true })
    expect(keepShown(place, forced, stateOf())).toBe(forced)
    expect(keepShown(place, cta('second'), stateOf())).toBe(first)
  })

  it('keeps it for the next reader of the place', () => {
    const first = cta('first')
    const { onPage } = placeThatShowed(first)
    expect(keepShown({ onPage }, cta('second'), stateOf())).toBe(first)
  })

  it.each([
    ['of another person', cta('first'), stateOf('bob')],
    ['that pierced', cta('first', { stability: 'mount', pierce: true }), stateOf()],
    ['that was live', cta('first', {}), stateOf()],
    ['that was a default', { ...cta('first'), errorCode: 'TYPE_MISMATCH' as const }, stateOf()],
  ])('keeps nothing %s', (_, last, state) => {
    const second = cta('second')
    expect(keepShown(placeThatShowed(last, state), second, stateOf())).toBe(second)
  })
})

it('keeps it over a default that stands in for a value of another type', () => {
  const first = cta('first')
  const place = placeThatShowed(first)
  const other = { ...cta('default'), errorCode: 'TYPE_MISMATCH' as const }
  expect(keepShown(place, other, stateOf())).toBe(first)
  expect(keepShown(place, cta('second'), stateOf())).toBe(first)
})

it('goes on with what the reader before it kept, although that shows something forced by now', () => {
  const first = cta('first')
  const before = placeThatShowed(first)
  keepShown(before, cta('second'), stateOf())
  const current = { ...before, last: cta('forced', { override: true }) }
  expect(keepShown({ onPage: { current } }, cta('third'), stateOf())).toBe(first)
})

it('keeps nothing that a render read which never got to the page', () => {
  const place: ShownPlace = { onPage: {} }
  keepShown(place, cta('first'), stateOf())
  const second = cta('second')
  expect(keepShown(place, second, stateOf())).toBe(second)
})
