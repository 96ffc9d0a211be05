import { expect, it } from 'vitest'
import { SluiceError } from '@sluice/core'
import { parseJson } from './parse-json.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function refusal(input: string | Uint8Array): {
  code: string
  status: number | undefined
  message: string
} {
  try {
    parseJson(typeof input === 'string' ? bytes(input) : input)
  } catch (error) {
    if (error instanceof SluiceError)
      return { code: error.code, status: error.status, message: error.message }
    throw error
  }
  throw new Error('was not refused')
}

it('reads plain JSON', () => {
  const text = '{"a":[1,-2.5e3,"\\u0061\\"{[",true,null,{"b":{}}],"b":9007199254740991}'
  expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
})

it.each([
  ['20,000 open arrays', '['.repeat(20_000), 'JSON_TOO_DEEP'],
  ['20,000 nested arrays', '['.repeat(20_000) + ']'.repeat(20_000), 'JSON_TOO_DEEP'],
  ['20,000 nested objects', '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000), 'JSON_TOO_DEEP'],
  ['a mebibyte of brackets', '['.repeat(1024 * 1024), 'JSON_TOO_DEEP'],
  ['a name given twice', '{"a":1,"a":2}', 'JSON_DUPLICATE_NAME'],
  [
    'a name given twice by an escape',
    '{"enabled":true,"\\u0065nabled":false}',
    'JSON_DUPLICATE_NAME',
  ],
  ['a name given twice in a nested object', '[{"b":{"c":1, "c" : 1}}]', 'JSON_DUPLICATE_NAME'],
  ['__proto__', '{"__proto__":{"polluted":1}}', 'JSON_FORBIDDEN_NAME'],
  ['an escaped __proto__', '{"\\u005f_proto__":{"polluted":1}}', 'JSON_FORBIDDEN_NAME'],
  ['constructor.prototype', '{"constructor":{"prototype":{"polluted":1}}}', 'JSON_FORBIDDEN_NAME'],
  ['2^53 + 1', '{"id":9007199254740993}', 'JSON_NUMBER_UNSAFE'],
  ['a number beyond all doubles', '[1e400]', 'JSON_NUMBER_UNSAFE'],
  ['NaN', '[NaN]', 'JSON_MALFORMED'],
  ['trailing bytes', '{} {}', 'JSON_MALFORMED'],
  ['a truncated text', '{"a":"b', 'JSON_MALFORMED'],
  ['a broken escape', '{"\\u00zz":1,"\\u00zz":1}', 'JSON_DUPLICATE_NAME'],
  ['nothing', '', 'JSON_MALFORMED'],
])('refuses %s', (_what, text, code) => {
  expect(refusal(text)).toMatchObject({ code, status: 400 })
})

it('refuses bytes that are not UTF-8', () => {
  expect(refusal(new Uint8Array([0x22, 0xff, 0xfe, 0x22])).code).toBe('JSON_ENCODING')
})

it('does not repeat what the engine says', () => {
  expect(refusal('{"secret": tru').message).not.toMatch(/token|position|unexpected|secret/i)
})

it('leaves every prototype alone', () => {
  refusal('{"__proto__":{"polluted":1}}')
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

it('allows a name again in another object', () => {
  expect(parseJson(bytes('[{"a":1},{"a":{"a":2}}]'))).toEqual([{ a: 1 }, { a: { a: 2 } }])
})
