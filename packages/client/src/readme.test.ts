import { afterEach, expect, it, vi } from 'vitest'
import readme from '../README.md?raw'
import { bulk, mapStorage } from '../test/fake-environment.ts'
import { isBroken, reportCrash } from './crashes.ts'
import { createSluiceClient } from './create-client.ts'
import { withFormerKeys } from './former-keys.ts'
import { acceptGrants } from './grants.ts'
import { createLocalClient } from './local.ts'
import { withOptOut } from './opt-out.ts'
import { recordVitals } from './vitals.ts'
import { applyScenario, saveScenario, scenarioFromLink, scenarioLink } from './scenarios.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

it('shows a first read that works', async () => {
  const example = await import('../test/first-read.ts?raw')
  expect(readme).toContain(example.default)
  const page = { title: '' }
  const answer = Promise.withResolvers<Response>()
  vi.stubGlobal('fetch', () => answer.promise)
  vi.stubGlobal('document', { ...page, addEventListener: () => {} })
  vi.stubGlobal('addEventListener', () => {})
  await import('../test/first-read.ts')
  expect(document.title).toBe('Buy now')
  answer.resolve(bulk({ 'checkout-cta': 'Only 2 left' }))
  await vi.waitFor(() => expect(document.title).toBe('Only 2 left'))
})

it('shows a client without a service', () => {
  const client = createLocalClient({ values: { 'new-checkout': true } })
  const isOpen = client.peek('new-checkout', false).value
  expect(isOpen).toBe(true)
  client.update({ values: { 'new-checkout': false } })
  expect(client.peek('new-checkout', true).value).toBe(false)
})

it('shows a scenario that goes by a link', () => {
  const client = createLocalClient()
  client.setOverride('checkout-cta', { value: 'Only 2 left', variant: 'urgent' })
  const link = scenarioLink(saveScenario(client, 'Urgent button'), 'https://shop.example/')
  client.clearOverrides()

  // Somebody else opens the link.
  const scenario = scenarioFromLink(link)
  const undo = scenario && applyScenario(client, scenario)
  expect(client.peek('checkout-cta', '').variant).toBe('urgent')
  undo?.()
  expect(client.overrides().size).toBe(0)
})

it('shows a grant whose state is told', async () => {
  vi.stubGlobal('location', { href: 'https://shop.example/#sluice-grant=x', protocol: 'https:' })
  vi.stubGlobal('history', { state: null, replaceState: () => {} })
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  vi.stubGlobal('dispatchEvent', () => true)
  vi.stubGlobal('PopStateEvent', Event)
  vi.stubGlobal('HashChangeEvent', Event)
  const client = createLocalClient()
  let title = ''

  const grants = acceptGrants(client)

  const stop = grants.onChange(() => {
    const grant = grants.status()
    if (grant?.state === 'active') title = `Shows ${Object.keys(grant.forced).join()}`
    if (grant?.state === 'refused') title = grant.detail
  })

  grants.drop()
  grants.accept('nonsense')
  expect(title).toContain('cut off or changed')
  stop()
  grants.close()
})

it('shows an exposure and an outcome', async () => {
  const client = createLocalClient({ values: { 'checkout-cta': 'Buy now' } })
  client.setOverride('checkout-cta', { value: 'Only 2 left', variant: 'urgent' })
  let title = ''

  const details = client.peek('checkout-cta', 'Buy now')
  title = details.value
  const leave = client.expose(details)

  client.track('purchase', { value: 49.9, properties: { currency: 'EUR' } })

  await Promise.resolve()
  expect(title).toBe('Only 2 left')
  expect(client.exposures()).toMatchObject([{ variant: 'urgent', unsent: 'disabled' }])
  leave()
})

it('shows a treatment that crashes', () => {
  const drawn: string[] = []
  const drawControl = (): void => void drawn.push('control')
  const drawUrgent = (): void => {
    drawn.push('urgent')
    throw new Error('boom')
  }
  const codes: string[] = []
  const client = createLocalClient({ onError: ({ code }) => codes.push(code) })
  client.setOverride('checkout-cta', { value: 'Only 2 left', variant: 'urgent' })

  const { variant } = client.peek('checkout-cta', 'Buy now')
  const drawCta = (): void => {
    if (variant !== 'urgent' || isBroken(client, 'checkout-cta', variant)) return drawControl()
    try {
      drawUrgent()
    } catch (error) {
      reportCrash(client, { flag: 'checkout-cta', variant, error })
      drawControl()
    }
  }

  drawCta()
  drawCta()
  expect(drawn).toEqual(['urgent', 'control', 'control'])
  expect(codes).toEqual(['TREATMENT_CRASHED'])
})

it('shows a client that waits for consent', () => {
  vi.stubGlobal('fetch', () => new Promise(() => {}))
  const client = createSluiceClient({
    url: 'http://127.0.0.1:4600',
    clientKey: 'sluice_client_demo',
    consent: 'unknown',
  })

  // When the person has decided:
  client.setConsent('granted')

  expect(client.consent()).toBe('granted')
  client.close()
})

it('names every option, and every code of an error', () => {
  for (const name of [
    'url',
    'clientKey',
    'context',
    'bootstrap',
    'cache',
    'rememberAnonymous',
    'consent',
    'events',
    'reader',
    'readyTimeoutMs',
    'pollIntervalMs',
    'stream',
    'fetch',
    'headers',
    'onChange',
    'onError',
    'debug',
    'environment',
    'NETWORK_FAILED',
    'REQUEST_TIMEOUT',
    'READY_TIMEOUT',
    'SYNC_NOT_LOADED',
    'UNAUTHORIZED',
    'HTTP_ERROR',
    'MALFORMED_REPLY',
    'EMPTY_REPLY',
    'REPLY_TOO_LARGE',
    'MALFORMED_FLAG',
    'INVALID_CONTEXT',
    'EVENTS_NOT_SENT',
    'EVENT_REFUSED',
    'TREATMENT_CRASHED',
  ])
    expect(readme).toContain(`\`${name}\``)
})

it('shows vitals that are recorded', () => {
  const client = createLocalClient()
  const track = vi.spyOn(client, 'track')
  const stop = recordVitals(client)
  // Nothing is measured where there is no page.
  expect(track).not.toHaveBeenCalled()
  stop()
})

it('shows somebody who wants no part in experiments', async () => {
  vi.stubGlobal('fetch', () => bulk({}))
  const client = withOptOut(createSluiceClient, {
    url: 'http://127.0.0.1:4600',
    clientKey: 'sluice_client_demo',
  })

  await client.setOptOut(true)

  expect(client.hasOptedOut()).toBe(true)
  client.close()
})

it('shows a key that takes the place of another', () => {
  vi.stubGlobal('fetch', () => bulk({}))
  const kept = new Map<string, string>()
  vi.stubGlobal('window', { localStorage: mapStorage(kept) })
  const before = createSluiceClient({
    url: 'http://127.0.0.1:4600',
    clientKey: 'sluice_client_before',
  })
  before.close()

  const options = { url: 'http://127.0.0.1:4600', clientKey: 'sluice_client_demo' }
  const client = createSluiceClient(withFormerKeys(options, ['sluice_client_before']))

  expect(client.context()['anonymousKey']).toBe(before.context()['anonymousKey'])
  client.close()
})
