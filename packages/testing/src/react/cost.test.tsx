import { createLocalClient } from '@sluice/client/local'
import { Gate, SluiceProvider, useVariant } from '@sluice/react'
import { cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'
import { renderWithFlags } from '../react.ts'

const ROUNDS = 150
const FIELDS = Array.from({ length: 10 }, (_, field) => `field-${field}`)
const flags = { 'checkout-cta': 'Go', 'new-checkout': true }

function Form(): ReactNode {
  const label = useVariant('checkout-cta', 'Buy now')
  return (
    <Gate flag="new-checkout" fallback={<p>old</p>}>
      <form>
        {FIELDS.map((field) => (
          <label key={field}>
            {field} <input name={field} defaultValue={field} />
          </label>
        ))}
        <button type="submit">{label}</button>
      </form>
    </Gate>
  )
}

const ui = <Form />

/** What a test does that has no `renderWithFlags`. */
const renderByHand = (): unknown =>
  render(
    <SluiceProvider client={createLocalClient({ values: flags })}>
      <Form />
    </SluiceProvider>,
  )

/** How long it takes when nothing else happens on the machine: the fastest tenth. */
const quick = (times: number[]): number => times.toSorted((a, b) => a - b)[ROUNDS / 10] ?? Infinity

async function ratioNow(): Promise<number> {
  const times: Record<'byHand' | 'own', number[]> = { byHand: [], own: [] }
  const time = async (who: 'byHand' | 'own', draw: () => void): Promise<void> => {
    const start = performance.now()
    draw()
    times[who].push(performance.now() - start)
    cleanup()
    // What a task leaves to its end is not held up to the last round.
    await Promise.resolve()
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    await time('byHand', renderByHand)
    await time('own', () => renderWithFlags(ui, { flags }))
  }
  return quick(times.own) / quick(times.byHand)
}

it('costs at most a fifth more than render with a provider and a client made by hand', async () => {
  // A busy machine is no reason; three times in a row it is one.
  const ratios = [await ratioNow()]
  while (ratios.length < 3 && Math.min(...ratios) > 1.2) ratios.push(await ratioNow())
  expect(Math.min(...ratios)).toBeLessThanOrEqual(1.2)
})
