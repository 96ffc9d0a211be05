import type { EvaluationContext } from '@sluice/core'
import { expect, it, vi } from 'vitest'
import { flag } from '../../test/service.ts'
import { evaluateFlags } from './index.ts'

const flags = [flag('new-checkout', true), flag('checkout-cta', 'Hurry', 'urgent')]

function source() {
  const evaluateAll = vi.fn((context: EvaluationContext) => ({ flags, version: 3, context }))
  return { evaluateAll }
}

it('evaluates once, however often its flags are read', () => {
  const from = source()
  const { gate, variant, details } = evaluateFlags(from, { targetingKey: 'ada' })
  expect(gate('new-checkout')).toBe(true)
  expect(variant('checkout-cta', 'Buy now')).toBe('Hurry')
  expect(details('checkout-cta', 'Buy now')).toMatchObject({ variant: 'urgent', reason: 'SPLIT' })
  expect(from.evaluateAll).toHaveBeenCalledTimes(1)
})

it('serves the default for a flag that is unknown or of another type', () => {
  const { gate, variant, details } = evaluateFlags(source(), {})
  expect([gate('absent'), gate('absent', true), gate('checkout-cta')]).toEqual([false, true, false])
  expect(variant('new-checkout', 'text')).toBe('text')
  expect(details('absent', 3)).toMatchObject({ value: 3, errorCode: 'FLAG_NOT_FOUND' })
})

it('gives somebody unknown their anonymous key for a targeting key', () => {
  const contextOf = (context: EvaluationContext) =>
    evaluateFlags(source(), context).bootstrap.context
  expect(contextOf({ anonymousKey: 'anon' })).toEqual({
    targetingKey: 'anon',
    anonymousKey: 'anon',
  })
  expect(contextOf({ targetingKey: '', anonymousKey: 'anon', country: 'DE' })).toEqual({
    targetingKey: 'anon',
    anonymousKey: 'anon',
    country: 'DE',
  })
  expect(contextOf({ targetingKey: 'ada', anonymousKey: 'anon' })).toMatchObject({
    targetingKey: 'ada',
  })
  const nobody = contextOf({})
  expect(nobody?.targetingKey).toMatch(/^[\w-]{36}$/)
  expect(nobody?.['anonymousKey']).toBe(nobody?.targetingKey)
})

it('evaluates with what the browser can be told as well', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  const { bootstrap } = evaluateFlags(source(), {
    targetingKey: 'ada',
    big: 1n,
    circular,
    run: () => 1,
    since: new Date(0),
    gone: undefined,
  })
  expect(bootstrap.context).toEqual({
    targetingKey: 'ada',
    anonymousKey: expect.any(String),
    since: '1970-01-01T00:00:00.000Z',
  })
})
