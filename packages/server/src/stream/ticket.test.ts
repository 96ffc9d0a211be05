import { expect, it } from 'vitest'
import { createFakeClock } from '../live/fake-clock.ts'
import {
  createTicketOffice,
  TICKET_EPOCH_MS,
  TICKET_GRACE_MS,
  type TicketHolder,
} from './ticket.ts'

const HOLDER: TicketHolder = { environment: 'development', kind: 'client_key', id: 'a1' }
const SECRET = new Uint8Array(32).fill(1)

function setUp() {
  const clock = createFakeClock()
  return { clock, office: createTicketOffice(SECRET, () => clock.now()) }
}

it('takes a ticket for an hour, and for a time of grace', () => {
  const { clock, office } = setUp()
  const ticket = office.issue(HOLDER, '')
  // With the empty unit an epoch is a whole hour of the clock, which just began.
  expect(office.read(ticket)).toEqual(HOLDER)
  clock.advance(TICKET_EPOCH_MS - 1)
  expect(office.read(ticket)).toEqual(HOLDER)
  clock.advance(1)
  expect(office.read(ticket)).toEqual(HOLDER)
  clock.advance(TICKET_GRACE_MS - 1)
  expect(office.read(ticket)).toEqual(HOLDER)
  clock.advance(1)
  expect(office.read(ticket)).toBeUndefined()
})

it('makes the same ticket all through an epoch, and another in the next', () => {
  const { clock, office } = setUp()
  const ticket = office.issue(HOLDER, '')
  clock.advance(TICKET_EPOCH_MS - 1)
  expect(office.issue(HOLDER, '')).toBe(ticket)
  clock.advance(1)
  expect(office.issue(HOLDER, '')).not.toBe(ticket)
})

it('spreads the ends of epochs over the hour', () => {
  const { clock, office } = setUp()
  const units = Array.from({ length: 300 }, (_, unit) => `unit-${unit}`)
  let tickets = units.map((unit) => office.issue(HOLDER, unit))
  const renewed: number[] = []
  for (let tenth = 0; tenth < 10; tenth++) {
    clock.advance(TICKET_EPOCH_MS / 10)
    const next = units.map((unit) => office.issue(HOLDER, unit))
    renewed.push(next.filter((ticket, index) => ticket !== tickets[index]).length)
    tickets = next
  }
  expect(renewed.reduce((sum, each) => sum + each)).toBe(300)
  expect(Math.max(...renewed)).toBeLessThan(60)
})

it('refuses tickets of another secret, changed ones and what is none', () => {
  const { clock, office } = setUp()
  const ticket = office.issue(HOLDER, '')
  const [claims = '', signature = ''] = ticket.split('.')
  const forged = Buffer.from(
    JSON.stringify({ ...HOLDER, environment: 'production', startsAt: clock.now() }),
  ).toString('base64url')
  const other = createTicketOffice(new Uint8Array(32), () => clock.now()).issue(HOLDER, '')
  for (const text of [
    other,
    `${forged}.${signature}`,
    `${claims}.${signature.slice(1)}`,
    `${claims}.`,
    claims,
    `${ticket}.x`,
    '',
    '.',
    'x'.repeat(10_000),
  ]) {
    expect(office.read(text)).toBeUndefined()
  }
})

it('refuses a ticket from the future, as after a clock that was set back', () => {
  const { clock, office } = setUp()
  const ticket = office.issue(HOLDER, '')
  clock.jump(-4 * 60 * 1000)
  expect(office.read(ticket)).toEqual(HOLDER)
  clock.jump(-2 * 60 * 1000)
  expect(office.read(ticket)).toBeUndefined()
})
