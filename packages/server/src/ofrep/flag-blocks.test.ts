import { parseRuleset } from '@sluice/core/schema'
import { re2Engine } from '@sluice/core/regex'
import { expect, it } from 'vitest'
import { createLiveEnvironments, type LiveEnvironment } from '../live/live-environments.ts'
import { joinDigests } from './entity-tag.ts'
import { evaluateBlocks } from './flag-blocks.ts'
import { flagPiece } from './flag-texts.ts'

function published(flags: object): LiveEnvironment {
  const live = createLiveEnvironments('epoch-1', re2Engine)
  const { ruleset } = parseRuleset({ schemaVersion: 1, flags })
  const settings = { protected: false, allowedOrigins: [], requireOwner: false }
  live.publish({ key: 'development', settings, ruleset: { ...ruleset, version: 1 } })
  return live.get('development') as LiveEnvironment
}

/** A flag that serves one of some values, each to as many. */
function splitInto(values: readonly string[]) {
  const variants = Object.fromEntries(values.map((value, index) => [`v${index}`, value]))
  const weightBps = 10_000 / values.length
  const split = Object.keys(variants).map((variant) => ({ variant, weightBps }))
  return {
    type: 'string',
    variants,
    defaultVariant: 'v0',
    rules: [{ id: 'split', serve: { split } }],
  }
}

const flagsOf = (count: number, values: readonly string[]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, splitInto(values)]))

/** Evaluates for many units, and compares text and digest with those of the flags one by one. */
function expectPlain(environment: LiveEnvironment, units: number): number {
  let fewest = Number.POSITIVE_INFINITY
  for (let unit = 0; unit < units; unit++) {
    const context = { targetingKey: `unit-${unit}` }
    const pieces = evaluateBlocks('client', environment, context, 0)
    const single = environment.clientKeys.map((key) =>
      flagPiece('client', environment, environment.compiled.evaluate(key, context, 0)),
    )
    const text = (all: readonly { bytes: Buffer }[]) =>
      Buffer.concat(all.map(({ bytes }) => bytes)).toString()
    const digest = (all: typeof single) => joinDigests(all.map((piece) => piece.digest))
    expect(text(pieces)).toBe(text(single))
    expect(digest(pieces)).toEqual(digest(single))
    fewest = Math.min(fewest, pieces.length)
  }
  return fewest
}

it.each([0, 1, 3, 4, 5, 10])('writes %i flags as one by one, and in fewer pieces', (count) => {
  expect(expectPlain(published(flagsOf(count, ['a', 'b'])), 300)).toBe(Math.ceil(count / 4))
})

it('writes flags with more outcomes than it tells apart as one by one', () => {
  const many = Array.from({ length: 20 }, (_, index) => `value ${index}`)
  const environment = published({ many: splitInto(many), few: splitInto(['a', 'b']) })
  expectPlain(environment, 500)
})

it('remembers a bounded amount', () => {
  const long = ['a', 'b'].map((letter) => letter.repeat(100_000))
  const environment = published(flagsOf(12, long))
  // Each block weighs 400 kB: five fit, of more than thirty that come up.
  expectPlain(environment, 60)
  const pieces = Array.from({ length: 60 }, (_, unit) =>
    evaluateBlocks('client', environment, { targetingKey: `unit-${unit}` }, 0),
  )
  const blocks = new Set(pieces.flat().filter(({ bytes }) => bytes.length > 300_000))
  expect(blocks.size).toBeGreaterThan(0)
  expect(blocks.size).toBeLessThanOrEqual(6)
})
