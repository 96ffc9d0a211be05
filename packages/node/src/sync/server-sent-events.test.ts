import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEventParser } from './server-sent-events.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

it('gives the data of each event, without comments, ids and other fields', () => {
  const parse = createEventParser()
  expect(
    parse(bytes(': hello\nretry: 9\n\nid: 1\ndata: {"a":1}\n\ndata:x\ndata\ndata: ö\n\n')),
  ).toEqual(['{"a":1}', 'x\n\nö'])
})

it('does not care where the bytes are cut, or how lines end', () => {
  const events = fc.array(fc.stringMatching(/^[a-zé€ 1]{1,9}$/), { minLength: 1, maxLength: 5 })
  const breaks = fc.constantFrom('\n', '\r\n', '\r')
  fc.assert(
    fc.property(events, breaks, fc.array(fc.nat(20)), (data, end, cuts) => {
      const stream = bytes(data.map((line) => `data: ${line}${end}${end}`).join('') + `:${end}`)
      const parse = createEventParser()
      const read: string[] = []
      let at = 0
      for (const length of [...cuts, stream.length]) {
        read.push(...parse(stream.subarray(at, at + length)))
        at += length
      }
      expect(read).toEqual(data)
    }),
  )
})

it('gives up on a line that never ends', () => {
  const parse = createEventParser()
  expect(() => parse(bytes('x'.repeat(70_000)))).toThrow('no stream of events')
})
