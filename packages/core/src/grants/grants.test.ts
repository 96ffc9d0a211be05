import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  forceVariant,
  GRANT_LIMITS,
  grantInLink,
  grantLink,
  parseGrantAnswer,
  readGrantClaims,
  withoutGrant,
  writeGrantAnswer,
  type Forced,
  type GrantAnswer,
  type GrantClaims,
} from '../grants.ts'
import { compile, toOfrep } from '../index.ts'
import { parseRuleset } from '../schema.ts'
import { encodeUtf8 } from '../utf8.ts'

const CLAIMS: GrantClaims = {
  environment: 'shop',
  overrides: { 'checkout-cta': 'dringend – ¡ya! 🏺' },
  units: { targetingKey: 'ada@acme.example' },
  origins: ['https://shop.example'],
  expiresAt: 1_767_225_600_000,
  jti: 'j',
  key: 'k',
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The UTF-8 of a text in base64url. */
function base64url(text: string): string {
  const bytes = new Uint8Array(3 * text.length)
  const written = bytes.subarray(0, encodeUtf8(text, bytes))
  const bits = Array.from(written, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,6}/g) ?? [])
    .map((group) => LETTERS[Number.parseInt(group.padEnd(6, '0'), 2)])
    .join('')
}

function tokenOf(claims: unknown): string {
  return `s1.${base64url(JSON.stringify(claims))}.${'A'.repeat(86)}`
}

describe('a token', () => {
  it('says what it was written with, in any script', () => {
    expect(readGrantClaims(tokenOf(CLAIMS))).toEqual(CLAIMS)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (variant) => {
        const claims = { ...CLAIMS, overrides: { flag: variant } }
        expect(readGrantClaims(tokenOf(claims))).toEqual(JSON.parse(JSON.stringify(claims)))
      }),
    )
  })

  it.each([
    ['without an environment', { ...CLAIMS, environment: undefined }],
    ['with an empty id', { ...CLAIMS, jti: '' }],
    ['without a key', { ...CLAIMS, key: 1 }],
    ['without overrides', { ...CLAIMS, overrides: undefined }],
    ['with values in place of variants', { ...CLAIMS, overrides: { a: true } }],
    ['with a list of overrides', { ...CLAIMS, overrides: ['a'] }],
    ['with a time that is none', { ...CLAIMS, expiresAt: '2026' }],
    ['with origins that are none', { ...CLAIMS, origins: [1] }],
    ['with units that are none', { ...CLAIMS, units: { targetingKey: 1 } }],
    ['that is a list', []],
    ['that is nothing', null],
  ])('is none %s', (_, claims) => {
    expect(readGrantClaims(tokenOf(claims))).toBeUndefined()
  })

  it('is none when anything of its form is missing, or it is too long', () => {
    const token = tokenOf(CLAIMS)
    for (const wrong of ['', 's1', token.slice(1), `${token}A`, token.slice(0, -1), ` ${token}`])
      expect(readGrantClaims(wrong)).toBeUndefined()
    const overrides = { flag: 'x'.repeat(GRANT_LIMITS.tokenLength) }
    expect(readGrantClaims(tokenOf({ ...CLAIMS, overrides }))).toBeUndefined()
  })

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.base64String(), (text, payload) => {
        expect(readGrantClaims(text)).toBeUndefined()
        readGrantClaims(`s1.${payload.replace(/[+/=]/g, '-')}.${'A'.repeat(86)}`)
      }),
    )
  })
})

describe('an answer', () => {
  it('comes back the same from its header, which is ASCII', () => {
    const answers: GrantAnswer[] = [
      {
        state: 'active',
        id: 'j',
        expiresAt: 1,
        forced: { cta: '¡ya!' },
        ignored: [{ flag: 'a', detail: 'The flag “a” is off.' }],
      },
      { state: 'refused', code: 'GRANT_REVOKED', detail: 'Widerrufen – schade.' },
    ]
    for (const answer of answers) {
      const header = writeGrantAnswer(answer)
      expect(header).toMatch(/^[\x21-\x7e]+$/)
      expect(parseGrantAnswer(header)).toEqual(answer)
    }
  })

  it.each([null, undefined, '', '%', 'active', '{}', '%7B%22state%22%3A%22active%22%7D', 'null'])(
    'is none when it is %j',
    (header) => {
      expect(parseGrantAnswer(header)).toBeUndefined()
    },
  )
})

it('links a grant by the fragment, and takes it out again', () => {
  const token = tokenOf(CLAIMS)
  for (const [address, sign] of [
    ['https://a.example/', '#'],
    ['https://a.example/b?c=d#e', '&'],
    ['/b', '#'],
    ['/#/route', '?'],
    ['/#/route?page=2', '&'],
    ['/?a&sluice-grant=x', '#'],
  ] as const) {
    const link = grantLink(token, address)
    expect(link).toBe(`${address}${sign}sluice-grant=${token}`)
    expect([grantInLink(link), withoutGrant(link)]).toEqual([token, address])
    expect(grantLink(token, link)).toBe(link)
  }
  expect(grantInLink('https://a.example/#sluice=x')).toBeUndefined()
})

it('leaves no other grant in an address that somebody has written beside it', () => {
  const address = '/#sluice-grant=a&sluice-grant=b&top&sluice-grant=c'
  expect(withoutGrant(address)).toBe('/#top')
  const token = tokenOf(CLAIMS)
  expect(grantInLink(grantLink(token, address))).toBe(token)
})

it.each(['#', '&', '?sluice-gran'])('an address that repeats %s is read at once', (part) => {
  const address = `https://a.example/#${part.repeat(100_000 / part.length)}x`
  const before = Date.now()
  expect(grantInLink(address)).toBeUndefined()
  expect(withoutGrant(address)).toBe(address)
  expect(Date.now() - before).toBeLessThan(500)
})

describe('forcing', () => {
  const flag = {
    type: 'string',
    kind: 'experiment',
    variants: { a: 'A', b: 'B' },
    defaultVariant: 'a',
  }
  const flags = { flag, off: { ...flag, enabled: false }, fixed: { ...flag, overridable: false } }
  const compiled = compile(parseRuleset({ schemaVersion: 1, flags }).ruleset)
  const force = (key: string, variant: string) =>
    forceVariant(compiled, key, variant, (name) => compiled.has(name))

  it('gives the variant, marked, through every contract, as OpenFeature says it', () => {
    const forced = force('flag', 'b')
    expect(forced).toEqual({
      evaluation: {
        key: 'flag',
        value: 'B',
        variant: 'b',
        reason: 'OVERRIDE',
        metadata: { stability: 'session', override: true, pierce: true },
      },
    })
    const { evaluation } = forced as Extract<Forced, { evaluation: unknown }>
    expect(toOfrep(evaluation)).toMatchObject({ reason: 'STATIC' })
  })

  it.each([
    ['off', 'b', 'The flag "off" is off, and a grant forces nothing that is off.'],
    ['fixed', 'b', 'The flag "fixed" may not be overridden.'],
    ['flag', 'c', 'The flag "flag" has no variant "c".'],
    ['flag', 'toString', 'The flag "flag" has no variant "toString".'],
    ['none', 'b', 'There is no flag "none".'],
    ['__proto__', 'b', 'There is no flag "__proto__".'],
  ])('is refused for %s as %s', (key, variant, refusal) => {
    expect(force(key, variant)).toEqual({ refusal })
  })
})
