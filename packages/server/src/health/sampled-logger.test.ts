import { expect, it } from 'vitest'
import type { Logger } from '../http/logger.ts'
import { createFakeClock } from '../live/fake-clock.ts'
import { sampledLogger } from './sampled-logger.ts'

function setUp() {
  const clock = createFakeClock()
  const lines: { fields: object; message: string }[] = []
  const write = (fields: object, message: string) => lines.push({ fields, message })
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  return { clock, lines, logger: sampledLogger(logger, clock) }
}

it('lets ten lines a second through for each cause and says how many it left out', () => {
  const { clock, lines, logger } = setUp()
  for (let line = 0; line < 1_000; line++) logger.warn({ line }, 'request denied')
  logger.warn({}, 'origin not allowed')
  expect(lines).toHaveLength(11)
  clock.advance(1_000)
  expect(lines.at(-1)).toEqual({
    fields: { leftOut: 990, of: 'request denied' },
    message: 'lines left out',
  })
  logger.warn({}, 'request denied')
  expect(lines).toHaveLength(13)
})

it('keeps no timer when nothing is written', () => {
  const { clock, lines, logger } = setUp()
  logger.info({}, 'started')
  clock.advance(1_000)
  expect(lines).toHaveLength(1)
  expect(clock.pending).toBe(0)
})
