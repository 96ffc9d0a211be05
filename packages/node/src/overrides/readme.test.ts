import { expect, it, onTestFinished, vi } from 'vitest'
import { published } from '../../test/published.ts'
import { createSluiceNode } from '../index.ts'
import { readOverrides, withOverrides } from '../overrides.ts'

const flags = {
  'checkout-cta': { type: 'string', variants: { plain: 'Buy now' }, defaultVariant: 'plain' },
}

it('shows a request that overrides are read from', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(published({ flags })))
  onTestFinished(() => void vi.unstubAllGlobals())
  const sluice = createSluiceNode({ url: 'http://gates.test', serverKey: 'sluice_server_demo' })
  await sluice.ready()
  const forced = { 'checkout-cta': { value: 'Send it on its way' } }
  const cookies = `sluice-overrides=${encodeURIComponent(JSON.stringify(forced))}`
  const context = { targetingKey: 'ada' }

  // In each request:
  const seen = withOverrides(sluice, readOverrides(cookies))
  const cta = seen.evaluate('checkout-cta', 'Buy now', context)

  expect(cta).toMatchObject({ value: 'Send it on its way', reason: 'OVERRIDE' })
  sluice.close()
})
