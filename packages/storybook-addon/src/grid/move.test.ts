import { expect, it } from 'vitest'
import { move } from './move.ts'

it.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 4, 4],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 4],
  ['ArrowDown', 3, 3],
  ['ArrowUp', 4, 1],
  ['ArrowUp', 2, 2],
  ['Home', 3, 0],
  ['End', 0, 4],
  ['a', 0, undefined],
])('%s leads from cell %i to %j, of five in rows of three', (key, at, to) => {
  expect(move(key, at, 5, 3)).toBe(to)
})
