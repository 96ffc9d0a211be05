import { expect, it } from 'vitest'
import { isolate } from './isolate.ts'

it('puts a name that turns the direction of writing between isolates, and leaves others alone', () => {
  expect(isolate('Bought something, 50 %')).toBe('Bought something, 50 %')
  expect(isolate('مشتريات')).toBe('\u2068مشتريات\u2069')
  expect(isolate('\u202Elive')).toBe('\u2068\u202Elive\u2069')
})

it('lets no name end the isolate around it', () => {
  expect(isolate('a\u2069\u202Eb')).toBe('\u2068a\u202Eb\u2069')
})
