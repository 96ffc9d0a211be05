import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseBulkResponse, parseStreamMessage, SluiceError } from '../index.ts'

const parse = (flags: readonly unknown[], rest: object = {}) =>
  parseBulkResponse({ flags, ...rest })

it('reads flags, failures and values that are the caller’s to choose', () => {
  const { flags, bad } = parse([
    { key: 'a', reason: 'SPLIT', variant: 'on', value: true, metadata: { version: 3 } },
    { key: 'b', reason: 'DISABLED' },
    { key: 'c', reason: 'STATIC', value: null },
    { key: 'd', errorCode: 'TARGETING_KEY_MISSING', errorDetails: 'no key', metadata: {} },
    { key: 'e', value: 0 },
  ])
  expect(bad).toEqual([])
  expect([...flags.values()]).toEqual([
    { key: 'a', reason: 'SPLIT', variant: 'on', value: true, metadata: { version: 3 } },
    { key: 'b', reason: 'DISABLED', metadata: {} },
    { key: 'c', reason: 'STATIC', metadata: {} },
    {
      key: 'd',
      reason: 'ERROR',
      errorCode: 'TARGETING_KEY_MISSING',
      errorMessage: 'no key',
      metadata: {},
    },
    { key: 'e', reason: 'UNKNOWN', value: 0, metadata: {} },
  ])
})

it('skips one malformed flag, says so, and uses the others', () => {
  const { flags, bad } = parse([
    3,
    { key: '' },
    { key: 'a', variant: 1 },
    { key: 'b' },
    { key: 'b' },
  ])
  expect([...flags.keys()]).toEqual(['b'])
  expect(bad.map(({ path, message }) => `${path}: ${message}`)).toEqual([
    '$.flags[0]: A flag must be an object.',
    '$.flags[1]: A flag must have a key.',
    '$.flags[2]: A variant must be a string.',
    '$.flags[4]: This key came before.',
  ])
})

it.each([undefined, null, '<html>', [], {}, { flags: {} }, { flags: null }])(
  'refuses the body %j',
  (body) => {
    expect(() => parseBulkResponse(body)).toThrow(
      expect.objectContaining({ name: 'SluiceError', code: 'INVALID_RESPONSE' }),
    )
  },
)

it('takes hostile keys for keys, and of metadata only what metadata may hold', () => {
  const body: unknown = JSON.parse(
    '{"flags":[{"key":"__proto__","value":1,"metadata":{"__proto__":{"polluted":1},"version":2,"x":{},"y":null,"z":[1]}}]}',
  )
  const { flags } = parseBulkResponse(body)
  const flag = flags.get('__proto__')
  expect(flag?.value).toBe(1)
  expect(Object.keys(flag?.metadata ?? {})).toEqual(['version'])
  expect(flag?.metadata['polluted']).toBeUndefined()
  expect(flag?.metadata['toString']).toBeUndefined()
  expect('polluted' in {}).toBe(false)
})

it('keeps event streams that can be used', () => {
  const url = 'https://flags.example/events?ticket=x'
  const { eventStreams } = parse([], {
    eventStreams: [
      { type: 'sse', url, inactivityDelaySec: 30 },
      { type: 'sse', endpoint: { requestUri: '/events' }, inactivityDelaySec: 0 },
      { type: 'sse', endpoint: { origin: 'https://a.example', requestUri: '/events' } },
      { type: 'carrier-pigeon', url },
      { type: 'sse', url: '/relative' },
      { type: 'sse', url: 'javascript:alert(1)' },
      { type: 'sse', endpoint: { requestUri: '//evil.example/events' } },
      { type: 'sse' },
      'sse',
    ],
  })
  expect(eventStreams).toEqual([
    { type: 'sse', url, inactivityDelaySec: 30 },
    { type: 'sse', endpoint: { requestUri: '/events' } },
    { type: 'sse', endpoint: { origin: 'https://a.example', requestUri: '/events' } },
  ])
})

it('reads a stream message, and leaves out what is no message for it', () => {
  expect(
    parseStreamMessage('{"type":"refetchEvaluation","etag":"x","lastModified":5,"more":1}'),
  ).toEqual({ type: 'refetchEvaluation', etag: 'x', lastModified: 5 })
  expect(parseStreamMessage('{"type":"refetchEvaluation","etag":5}')).toEqual({
    type: 'refetchEvaluation',
  })
  expect(parseStreamMessage('{"type":"fullConfig"}')).toBeUndefined()
})

it.each(['', '{', 'null', '[]', '{}', '{"type":1}'])('refuses the stream data %j', (text) => {
  expect(() => parseStreamMessage(text)).toThrow(
    expect.objectContaining({ code: 'INVALID_RESPONSE' }),
  )
})

it('throws nothing but its own error, whatever JSON comes', () => {
  const flags = fc.array(
    fc.oneof(fc.jsonValue(), fc.record({ key: fc.string(), value: fc.jsonValue() })),
  )
  const bodies = fc.oneof(fc.jsonValue(), fc.record({ flags, eventStreams: fc.jsonValue() }))
  fc.assert(
    fc.property(bodies, (body) => {
      try {
        parseBulkResponse(body)
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error
      }
    }),
  )
})
