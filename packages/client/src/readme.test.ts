import { afterEach, expect, it, vi } from 'vitest'
import readme from '../README.md?raw'
import { bulk } from '../test/fake-environment.ts'

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

it('names every option, and every code of an error', () => {
  for (const name of [
    'url',
    'clientKey',
    'context',
    'bootstrap',
    'cache',
    'rememberAnonymous',
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
    'UNAUTHORIZED',
    'HTTP_ERROR',
    'MALFORMED_REPLY',
    'EMPTY_REPLY',
    'REPLY_TOO_LARGE',
    'MALFORMED_FLAG',
    'INVALID_CONTEXT',
    'TREATMENT_CRASHED',
  ])
    expect(readme).toContain(`\`${name}\``)
})
