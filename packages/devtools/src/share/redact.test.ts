import { expect, it } from 'vitest'
import { redactAddress, redactor } from './redact.ts'

const context = {
  targetingKey: 'ada',
  email: 'ada+1@secret.example',
  phones: ['+47 123 45 678'],
  login: 'ada',
  tier: 'pro',
}
const redact = redactor(context, ['email', 'phones', 'login', 'tier'])

it.each([
  ['?email=ada%2B1%40secret.example&page=2', '?email=left-out&page=2'],
  ['?email=ada%2b1%40SECRET.example', '?email=left-out'],
  ['?q=%2B47+123+45+678#x', '?q=left-out#x'],
  ['broken: ada+1@secret.example failed', 'broken: left-out failed'],
  ['/of/ada+1@secret.example/cart', '/of/left-out/cart'],
])('takes what is hidden out of %s', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

it.each([
  ['?access_token=A.b-c#id_token=D&page=2', '?access_token=left-out#id_token=left-out&page=2'],
  ['?api_key=1&API-KEY=2&password=3', '?api_key=left-out&API-KEY=left-out&password=left-out'],
  ['Bearer eyJhbGciOi.eyJzdWIi.c2ln end', 'Bearer left-out end'],
])('takes out what looks like a token: %s', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

it('leaves what is open, what is short, and what only sounds alike', () => {
  const text = 'https://shop.example/pro/ada?author=ada&tokens-left=3&page=2'
  expect(redact(text)).toBe(text)
})

it('leaves an address a way to the page', () => {
  const person = { domain: 'shop.example', country: 'Norway', email: 'ada@secret.example' }
  const hidden = Object.keys(person)
  const address = 'https://shop.example/Norway/ada@secret.example?from=Norway#token=A'
  expect(redactAddress(address, person, hidden, undefined)).toBe(
    'https://shop.example/Norway/ada@secret.example?from=left-out#token=left-out',
  )
  const manifest = { flags: {}, attributes: { email: { type: 'string', sensitive: true } } }
  expect(redactAddress(address, person, hidden, manifest)).toBe(
    'https://shop.example/Norway/left-out?from=left-out#token=left-out',
  )
})
