import type { EvaluationContext } from '@sluice/core'
import { createLocalClient } from '@sluice/client/local'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { SluiceProvider, useVariantDetails } from '../index.ts'
import { evaluateFlags } from './index.ts'

/** What a node gives whose request had a grant. */
const granted = {
  evaluateAll: (context: EvaluationContext) => ({
    context,
    version: 3,
    flags: [
      {
        key: 'cta',
        reason: 'OVERRIDE',
        variant: 'urgent',
        value: 'Only 2 left',
        metadata: { version: 3, override: true, pierce: true },
      },
    ],
  }),
}

function Button() {
  const { value, override } = useVariantDetails('cta', 'Buy now')
  return `${value}${override ? ', forced' : ''}`
}

it('draws what a grant forces, and the page begins with the same, marked', async () => {
  const flags = evaluateFlags(granted, { targetingKey: 'ada' })
  expect(flags.variant('cta', 'Buy now')).toBe('Only 2 left')
  const client = createLocalClient({ bootstrap: flags.bootstrap })
  const html = renderToString(
    <SluiceProvider client={client}>
      <Button />
    </SluiceProvider>,
  )
  expect(html).toBe('Only 2 left, forced')
  client.expose(client.peekFirst('cta', 'Buy now'))
  await Promise.resolve()
  expect(client.exposures()).toMatchObject([{ flag: 'cta', variant: 'urgent', override: true }])
})
