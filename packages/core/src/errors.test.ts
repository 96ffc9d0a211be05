import { expect, it } from 'vitest'
import { SluiceError } from './errors.ts'

class OwnError extends SluiceError {}

it('is told by its name, since a page may hold several copies of the class', () => {
  const copy = Object.assign(new Error('of another copy'), { name: 'SluiceError', code: 'X' })
  expect(copy).toBeInstanceOf(SluiceError)
  expect(new SluiceError('X', 'x')).toBeInstanceOf(SluiceError)
  expect(new OwnError('X', 'x')).toBeInstanceOf(SluiceError)
})

it.each([new Error('x'), SluiceError, { name: 'SluiceError' }, null, undefined, 'SluiceError'])(
  'does not take %o for one',
  (other) => {
    expect(other instanceof SluiceError).toBe(false)
  },
)

it('leaves the classes below it to themselves', () => {
  expect(new SluiceError('X', 'x')).not.toBeInstanceOf(OwnError)
  expect(new OwnError('X', 'x')).toBeInstanceOf(OwnError)
})
