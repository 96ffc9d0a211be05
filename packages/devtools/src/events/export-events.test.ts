import { expect, it } from 'vitest'
import { eventsCsv, eventsJson, type TracedEntry } from './export-events.ts'

const entry = (name: string): TracedEntry => ({
  id: '1',
  type: 'outcome',
  at: 0,
  name,
  what: 'a, b',
  isForced: false,
  detail: { name },
  state: 'sent',
})

it.each(['=cmd()', '+1', '-1', '@sum', '\t=1', '\r=1'])(
  'lets no spreadsheet calculate %j',
  (name) => {
    const [, line = ''] = eventsCsv([entry(name)]).split('\r\n')
    expect(line).toContain(`"'`)
    expect(line).not.toContain(`,${name}`)
  },
)

it('quotes what has commas, quotes and line ends', () => {
  expect(eventsCsv([entry('say "hi"')])).toContain('"say ""hi""","a, b",sent')
})

it('writes all that is known as JSON', () => {
  expect(JSON.parse(eventsJson([entry('x')]))).toEqual([entry('x')])
})
