import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProblemAnswer } from '../api/answer-types.ts'
import { startTestService, type TestService } from '../api/test-service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(async () => service.close())

async function refusal(method: string, path: string, body?: unknown): Promise<ProblemAnswer> {
  const answer = await service.send(method, path, { body })
  expect(answer.status).toBe(422)
  return (await answer.json()) as ProblemAnswer
}

const faultsOf = ({ faults }: ProblemAnswer): string[] =>
  (faults ?? []).map(({ path, message }) => `${path}: ${message}`)

const SETTINGS = '/v1/environments/shop'
const KNOWN =
  '"protected", "allowedOrigins", "namingPattern", "requireOwner", "requireSunsetOn", "eventRetentionDays" and "grantRoles"'

it('says in its detail how many faults there are, and the first one', async () => {
  const one = await refusal('PATCH', SETTINGS, { settings: { protected: 'yes' } })
  expect(one.detail).toBe(
    'The body of the request has a fault. $.settings.protected: Expected true or false, received "yes".',
  )
  const two = await refusal('POST', '/v1/tokens', { name: 5 })
  expect(two.detail).toMatch(/^The body of the request has 2 faults\. \$\.role: This is missing; /)
})

it.each<[method: string, path: string, body: unknown, faults: string[]]>([
  [
    'PATCH',
    SETTINGS,
    { settings: { protectd: true, 'a b': 1 } },
    [
      `$.settings.protectd: "protectd" is not known here; known is ${KNOWN}.`,
      `$.settings["a b"]: "a b" is not known here; known is ${KNOWN}.`,
    ],
  ],
  [
    'POST',
    '/v1/tokens',
    { role: 'boss', name: '' },
    [
      '$.role: Expected "viewer", "qa", "editor", "releaser", "approver", "auditor" or "admin", received "boss".',
      '$.name: Expected a text of at least 1 character, received "".',
    ],
  ],
  [
    'PATCH',
    SETTINGS,
    { settings: { allowedOrigins: [null, 'x'] } },
    [
      '$.settings.allowedOrigins[0]: Expected a text, received null.',
      '$.settings.allowedOrigins[1]: Give an exact origin, such as https://shop.example: scheme and host, without a path and without a pattern.',
    ],
  ],
  ['POST', '/v1/tokens', [], ['$: Expected an object, received a list.']],
  [
    'POST',
    '/v1/explain',
    { context: [], at: true, version: 0.5 },
    [
      '$.context: Expected an object, received a list.',
      '$.at: Give epoch milliseconds, or ISO 8601 with a zone such as 2026-01-31T12:00:00Z.',
      '$.version: Expected a whole number, received 0.5.',
    ],
  ],
])(
  'names each fault with its path and what is taken: %s %s %j',
  async (method, path, body, faults) => {
    expect(faultsOf(await refusal(method, path, body))).toEqual(faults)
  },
)

it.each([
  ['/v1/tokens?limit=many', '$query.limit: Expected a number, received something else.'],
  [
    '/v1/environments/shop/experiments/words/results?alpha=0',
    '$query.alpha: Expected a number above 0, received 0.',
  ],
  ['/v1/tokens?limit=0', '$query.limit: Expected a number of at least 1, received 0.'],
  [
    '/v1/environments/shop/ruleset?dryRun=true',
    '$query.dryRun: "dryRun" is not known here; known is "version" and "include".',
  ],
  ['/v1/audit/verify?x=1', '$query.x: "x" is not known here; nothing is taken.'],
])('does the same for a query: %s', async (path, fault) => {
  expect(faultsOf(await refusal('GET', path))).toEqual([fault])
})

it('quotes no more than the beginning of a long value', async () => {
  const [fault = ''] = faultsOf(
    await refusal('POST', '/v1/tokens', { role: 'x'.repeat(9_000), name: 'n' }),
  )
  expect(fault).toContain(`received "${'x'.repeat(60)}…".`)
})
