import { isBroken, reportCrash } from '@sluice/client/crashes'
import { expect, it, vi } from 'vitest'
import { createStoryClient } from './story-client.ts'

it('tells which treatments are asked about and which crash, and takes them for broken', () => {
  const treated = vi.fn<(flag: string) => void>()
  const crashed = vi.fn<(flag: string, variant: string | undefined, error: unknown) => void>()
  const client = createStoryClient(
    { source: {}, context: {}, state: 'ready' },
    { read() {}, treated, crashed, secondProvider() {}, recorded() {} },
  )
  const codes: string[] = []
  client.onError(({ code }) => codes.push(code))
  const error = new Error('boom')
  expect(isBroken(client, 'checkout-cta', 'urgent')).toBe(false)
  reportCrash(client, { flag: 'checkout-cta', variant: 'urgent', error })
  expect(isBroken(client, 'checkout-cta', 'urgent')).toBe(true)
  expect(isBroken(client, 'gate', undefined)).toBe(false)
  expect(treated.mock.calls).toEqual([['checkout-cta'], ['checkout-cta'], ['gate']])
  expect(crashed.mock.calls).toEqual([['checkout-cta', 'urgent', error]])
  expect(codes).toEqual(['TREATMENT_CRASHED'])
  client.take({ source: {}, context: {}, state: 'crashed' })
  expect(isBroken(client, 'gate', undefined)).toBe(true)
})
