import { expect, it } from 'vitest'
import { anonymousKeyCookie, createAnonymousKey, readAnonymousKey } from './index.ts'

it('reads back what it wrote, whatever other cookies there are', () => {
  const key = createAnonymousKey()
  const [cookie] = anonymousKeyCookie(key).split(';')
  for (const header of [cookie, `a=1; ${cookie}`, `a=1;${cookie}; b="x"`, `x${cookie}; ${cookie}`])
    expect(readAnonymousKey(header)).toBe(key)
})

it('makes another key for everybody', () => {
  expect(new Set(Array.from({ length: 100 }, createAnonymousKey)).size).toBe(100)
})

it('is sent by navigations, for a year, and over HTTPS alone', () => {
  expect(anonymousKeyCookie('0123456789abcdef')).toBe(
    'sluice-anonymous-key=0123456789abcdef; Path=/; Max-Age=31536000; SameSite=Lax; Secure',
  )
  expect(anonymousKeyCookie('0123456789abcdef', { isSecure: false, domain: 'a.example' })).toBe(
    'sluice-anonymous-key=0123456789abcdef; Path=/; Max-Age=31536000; SameSite=Lax; Domain=a.example',
  )
})

it.each([
  undefined,
  null,
  '',
  'sluice-anonymous-key=',
  'sluice-anonymous-key=short',
  `sluice-anonymous-key=${'x'.repeat(65)}`,
  'sluice-anonymous-key=<script>alert(1)</script>',
  'not-sluice-anonymous-key=0123456789abcdef',
])('takes %j for nobody', (header) => {
  expect(readAnonymousKey(header)).toBeUndefined()
})
