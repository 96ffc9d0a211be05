import { expect, it, onTestFinished, vi } from 'vitest'
import { published } from '../../test/published.ts'
import { createGrantReader, readGrant } from '../grants.ts'
import { createSluiceNode } from '../index.ts'

const url = 'http://gates.test'
const flags = {
  'checkout-cta': { type: 'string', variants: { plain: 'Buy now' }, defaultVariant: 'plain' },
}

it('shows a request that a grant is read from', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(published({ flags })))
  onTestFinished(() => void vi.unstubAllGlobals())
  const sluice = createSluiceNode({ url, serverKey: 'sluice_server_demo' })
  await sluice.ready()
  const cookies = 'sluice-grant=cut-off'
  const context = { targetingKey: 'ada' }

  const grants = createGrantReader({ url, serverKey: 'sluice_server_demo' })

  // In each request:
  const page = 'https://shop.example'
  const granted = await grants.apply(sluice, readGrant(cookies), context, page)
  const cta = granted.evaluate('checkout-cta', 'Buy now', context)

  expect(cta.value).toBe('Buy now')
  expect(granted.grant).toMatchObject({ state: 'refused', code: 'GRANT_INVALID' })
  sluice.close()
})
