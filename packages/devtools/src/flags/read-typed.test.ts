import { expect, it } from 'vitest'
import { readTyped } from './next-override.ts'

it('reads numbers that stay what they are, however they are written', () => {
  for (const text of ['80', ' 2.50 ', '-0.1', '1e2', '5e-324', '0.30000000000000004', '0', '.5'])
    expect(readTyped('number', text)).toEqual({ value: Number(text) })
  expect(readTyped('number', '9007199254740992')).toEqual({ value: 2 ** 53 })
})

it.each([
  ['', 'Write a number, such as 80 or 2.5.'],
  ['many', 'Write a number, such as 80 or 2.5.'],
  ['1e999', '1e999 is larger than a number can be.'],
  ['-Infinity', '-Infinity is larger than a number can be.'],
  ['9007199254740993', '9007199254740993 would become 9007199254740992:'],
  ['0.12345678901234567890', '0.12345678901234567890 would become 0.12345678901234568:'],
  ['1e-400', '1e-400 would become 0:'],
])('refuses the number %j in a sentence', (text, fault) => {
  expect(readTyped('number', text)).toEqual({ fault: expect.stringContaining(fault) })
})

it('refuses JSON of which a number would become another, and leaves digits in texts alone', () => {
  expect(readTyped('object', '{"x": [1e999]}')).toEqual({
    fault: '1e999 is larger than a number can be.',
  })
  expect(readTyped('unknown', '12345678901234567890')).toEqual({
    fault: expect.stringContaining('would become 12345678901234567000'),
  })
  const fitting = '{"id": "12345678901234567890", "say \\"1e999": 1, "price": 2.50, "n": -1e-7}'
  expect(readTyped('object', fitting)).toEqual({ value: JSON.parse(fitting) })
})
