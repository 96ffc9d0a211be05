import { expect, it } from 'vitest'
import { createSealedFlows, type OpenIdFlow } from './sealed-flow.ts'

const MINUTE_MS = 60_000

function flow(state: string, until = 10 * MINUTE_MS): OpenIdFlow {
  return { redirectUri: 'http://localhost/back', state, nonce: 'n', verifier: 'v', until }
}

it('keeps what somebody began, however many begin after them', () => {
  const flows = createSealedFlows(() => 0)
  const first = flows.seal(flow('first'))
  for (let index = 0; index < 2_000; index++) flows.seal(flow(`stranger-${index}`))
  expect(flows.open(first)).toEqual(flow('first'))
})

it('opens each once, and none that is over', () => {
  let now = 0
  const flows = createSealedFlows(() => now)
  const [first, second] = [flows.seal(flow('first')), flows.seal(flow('second'))]
  expect([flows.open(first), flows.open(first)]).toEqual([flow('first'), undefined])
  now = 10 * MINUTE_MS
  expect(flows.open(second)).toBeUndefined()
})

it('tells nothing, and takes nothing that was changed, made up, or sealed by another process', () => {
  const flows = createSealedFlows(() => 0)
  const sealed = flows.seal(flow('secret-state'))
  expect(Buffer.from(sealed, 'base64url').toString()).not.toContain('secret-state')
  const bytes = Buffer.from(sealed, 'base64url')
  bytes[40] = (bytes[40] ?? 0) ^ 1
  const others = [
    bytes.toString('base64url'),
    '',
    'AAAA',
    createSealedFlows(() => 0).seal(flow('x')),
  ]
  for (const other of others) expect(flows.open(other)).toBeUndefined()
  expect(flows.open(sealed)).toBeDefined()
})
