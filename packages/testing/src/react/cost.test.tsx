import { createLocalClient } from '@sluice/client/local'
import { Gate, SluiceProvider, useVariant } from '@sluice/react'
import { cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, it } from 'vitest'
import { renderWithFlags } from '../react.ts'

const ROUNDS = 200
const FIELDS = Array.from({ length: 40 }, (_, field) => `field-${field}`)
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

it('costs at most a fifth more than render, for a form of forty fields', async () => {
  const ui = <Form />
  const client = createLocalClient({ values: flags })
  const provided = <SluiceProvider client={client}>{ui}</SluiceProvider>
  const timeOf = (draw: () => void): number => {
    const start = performance.now()
    draw()
    const took = performance.now() - start
    cleanup()
    return took
  }
  const plain = (): number => timeOf(() => render(provided))
  const own = (): number => timeOf(() => renderWithFlags(ui, { flags }))
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turn, since React in development is slower for some seconds than for others.
    const [first, second] = round % 2 === 0 ? [plain(), own()] : [own(), plain()]
    ratios.push(round % 2 === 0 ? second / first : first / second)
    // What a task leaves to its end is not held up to the last round.
    await Promise.resolve()
  }
  const median = ratios.toSorted((a, b) => a - b)[ROUNDS / 2] ?? Infinity
  expect(median).toBeLessThanOrEqual(1.2)
})
