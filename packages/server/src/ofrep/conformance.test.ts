import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { OfrepFailure, OfrepFlag } from '@sluice/core'
import { systemClock } from '../live/clock.ts'
import { BULK, readBulk } from '../service/test-app.ts'
import { startTestService } from '../service/test-service.ts'

interface Case {
  readonly title: string
  readonly key: string
  readonly context: Readonly<Record<string, unknown>>
  readonly now?: number
  readonly serverOnly?: boolean
  readonly expect: Readonly<Record<string, unknown>>
}

interface Conformance {
  readonly version: number
  readonly ruleset: object
  readonly cases: readonly Case[]
}

const path = new URL('../../../core/conformance/v1.json', import.meta.url)
const conformance = JSON.parse(readFileSync(path, 'utf8')) as Conformance

const FIELDS = ['ruleId', 'stability', 'exposure', 'sampleBps', 'sampleBy', 'overridable', 'pierce']

/** What the wire says, in the words of the cases. */
function fieldsOf(item: OfrepFlag | OfrepFailure | undefined): Record<string, unknown> {
  if (item === undefined) return { errorCode: 'FLAG_NOT_FOUND', reason: 'ERROR' }
  const metadata = Object.entries(item.metadata ?? {}).filter(([name]) => FIELDS.includes(name))
  const answer =
    'errorCode' in item
      ? { errorCode: item.errorCode, reason: 'ERROR' }
      : { value: item.value, variant: item.variant, reason: item.reason }
  return { ...answer, ...Object.fromEntries(metadata) }
}

it('answers every conformance case over HTTP, one by one and all at once', async () => {
  let now = 0
  const service = await startTestService({
    clock: { ...systemClock, now: () => now },
    seed: { environment: 'development', document: conformance.ruleset },
  })
  const post = (address: string, context: object, key: string) =>
    fetch(`${service.url}${address}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}` },
      body: JSON.stringify({ context }),
    })
  const wrong: object[] = []
  for (const {
    title,
    key,
    context,
    expect: expected,
    serverOnly = false,
    ...rest
  } of conformance.cases) {
    now = rest.now ?? 0
    const single = await post(`${BULK}/${encodeURIComponent(key)}`, context, 'sluice_server_demo')
    const one = fieldsOf((await single.json()) as OfrepFlag)
    const { flags } = await readBulk(await post(BULK, context, 'sluice_server_demo'))
    const all = fieldsOf(flags.find((flag) => flag.key === key))
    const hidden = await post(`${BULK}/${encodeURIComponent(key)}`, context, 'sluice_client_demo')
    const status =
      'errorCode' in expected ? (expected['errorCode'] === 'FLAG_NOT_FOUND' ? 404 : 400) : 200
    try {
      expect(one).toEqual(expected)
      expect(all).toEqual(expected)
      expect(single.status).toBe(status)
      expect(hidden.status).toBe(serverOnly ? 404 : status)
    } catch {
      wrong.push({ title, expected, one, all, status: single.status, hidden: hidden.status })
    }
  }
  expect(wrong).toEqual([])
  expect(conformance.version).toBe(1)
})
