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

it.each(['k1', '', 'x'.repeat(65), 'ada@example.com-0123', '0123456789abcdef\r\nSet-Cookie: a=1'])(
  'refuses to write %j, which would not be read back',
  (key) => {
    expect(() => anonymousKeyCookie(key)).toThrow(
      expect.objectContaining({
        code: 'BAD_ANONYMOUS_KEY',
        message: expect.stringContaining(`${key.length} characters`),
      }),
    )
  },
)

it('refuses to write what is no text', () => {
  expect(() => anonymousKeyCookie(undefined as never)).toThrow(
    expect.objectContaining({ code: 'BAD_ANONYMOUS_KEY' }),
  )
})

it.each(['x'.repeat(16), 'x'.repeat(64), 'A-z_0123456789-ab'])('reads %j back', (key) => {
  expect(readAnonymousKey(anonymousKeyCookie(key).split(';')[0])).toBe(key)
})
