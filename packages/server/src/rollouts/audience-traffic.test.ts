import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlanDocument } from '@sluice/rollout/schema'
import { MINUTE_MS, PLAN, RULESET, startRolloutService } from './testing/rollout-service.ts'
import type { RolloutService } from './testing/rollout-service.ts'
import { sendExposures } from './testing/send-exposures.ts'

const DAY_MS = 24 * 60 * MINUTE_MS
const SPLIT = RULESET.flags.checkout.rules[0]!
const of = (...values: readonly string[]) => ({ attribute: 'account', op: 'in', values })
const SEGMENTS = { staff: of('staff'), team: of('staff', 'team'), gone: of('gone') }

// Some ten thousand people a day meet the flag, one in a hundred of them of the staff.
let service: RolloutService
beforeAll(async () => {
  service = await startRolloutService()
  await declare(true)
  await sendExposures(
    service,
    Array.from({ length: 400 }, (_, n) => ({
      unit: `p-${n}`,
      variant: 'off',
      attributes: { account: n % 100 === 0 ? 'staff' : 'shop' },
    })),
  )
})
afterAll(async () => service.close())

/** Whether the account is kept with events; and rules before the one of the plan. */
async function declare(stored: boolean, ...earlier: readonly object[]): Promise<void> {
  const path = '/v1/environments/shop/ruleset'
  const etag = (await service.send('GET', path)).headers.get('etag') ?? ''
  const put = await service.send('PUT', path, {
    body: {
      ...RULESET,
      attributes: { account: { type: 'string', stored } },
      segments: SEGMENTS,
      flags: { checkout: { rules: [...earlier, SPLIT] } },
    },
    headers: { 'If-Match': etag },
  })
  if (!put.ok) throw new Error(await put.text())
}

/** What is said of a plan whose first step is for an audience, and monitored. */
async function faultsOf(audience: string, minUnitsPerVariant: number): Promise<readonly string[]> {
  const early = { name: 'early', audience, shareBps: 5_000, holdMs: DAY_MS, monitored: true }
  const plan: PlanDocument = {
    ...PLAN,
    steps: [
      { ...early, minUnitsPerVariant },
      { name: 'all', shareBps: 10_000 },
    ],
  }
  const path = '/v1/environments/shop/rollouts?dryRun=true'
  const checked = await service.send('POST', path, { body: { plan } })
  const { faults = [] } = (await checked.json()) as {
    readonly faults?: readonly { readonly path: string; readonly message: string }[]
  }
  return faults.map(({ path: at, message }) => `${at}: ${message}`)
}

it('counts for a step of an audience those who are in it, as far as stored attributes tell', async () => {
  await declare(true)
  expect(await faultsOf('staff', 10)).toEqual([])
  expect(await faultsOf('staff', 1_000)).toEqual([
    expect.stringMatching(
      /^\$\.steps\[0\]\.minUnitsPerVariant: The smaller variant of "early" would get about 4\d units .* can draw and record 1 %, by the segment "staff"/,
    ),
  ])
})

it('refuses an audience that nobody is in', async () => {
  await declare(true)
  expect(await faultsOf('gone', 10)).toEqual([
    expect.stringMatching(
      /^\$\.steps\[0\]\.audience: None of those who meet the flag is in the segment "gone"/,
    ),
  ])
  await declare(true, { id: 'all', when: { segment: 'team' }, serve: { variant: 'off' } })
  expect(await faultsOf('staff', 10)).toEqual([
    expect.stringContaining('is in the segment "staff" and comes to the rule "split"'),
  ])
})

it('takes no more than all who meet the flag for an audience of which nothing tells', async () => {
  await declare(false)
  expect(await faultsOf('staff', 1_000)).toEqual([])
  expect(await faultsOf('staff', 1_000_000_000)).toEqual([
    expect.stringMatching(/would get about 4\d\d\d units .* and 1000000000 are asked for\. Wait/),
  ])
})
