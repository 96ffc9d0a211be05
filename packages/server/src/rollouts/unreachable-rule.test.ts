import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PlanDocument } from '@sluice/rollout/schema'
import { MINUTE_MS, PLAN, RULESET, startRolloutService } from './testing/rollout-service.ts'
import type { RolloutService } from './testing/rollout-service.ts'
import { sendExposures } from './testing/send-exposures.ts'

const DAY_MS = 24 * 60 * MINUTE_MS

const MONITORED: PlanDocument = {
  ...PLAN,
  steps: [
    { name: 'half', shareBps: 5_000, holdMs: DAY_MS, monitored: true, minUnitsPerVariant: 100 },
    { name: 'all', shareBps: 10_000 },
  ],
}

// Some ten thousand people a day meet the flag.
let service: RolloutService
beforeAll(async () => {
  service = await startRolloutService()
  const people = Array.from({ length: 400 }, (_, n) => ({ unit: `p-${n}`, variant: 'off' }))
  await sendExposures(service, people)
})
afterAll(async () => service.close())

const { checkout, banner } = RULESET.flags
const [split] = checkout.rules
const everybody = (variant: string) => ({ id: 'everybody', serve: { variant } })
const rolled = (rule: object, ...earlier: object[]) => ({
  flags: { checkout: { rules: [...earlier, { ...split, ...rule }] }, banner },
})
const drawn = (serve: object) => rolled({ serve: { ...split!.serve, ...serve } })
const flag = (more: object) => ({ flags: { checkout: { ...checkout, ...more }, banner } })

/** What is said of the plan where the ruleset is another one in these parts. */
async function faultsOf(parts: object, plan = MONITORED): Promise<readonly string[]> {
  const path = '/v1/environments/shop'
  const etag = (await service.send('GET', `${path}/ruleset`)).headers.get('etag') ?? ''
  const put = await service.send('PUT', `${path}/ruleset`, {
    body: { ...RULESET, ...parts },
    headers: { 'If-Match': etag },
  })
  expect(put.status).toBe(200)
  const checked = await service.send('POST', `${path}/rollouts?dryRun=true`, { body: { plan } })
  const { faults = [] } = (await checked.json()) as {
    readonly faults?: readonly { readonly path: string; readonly message: string }[]
  }
  return faults.map(({ path: at, message }) => `${at}: ${message}`)
}

it.each([
  ['the flag as it is', {}],
  ['an earlier rule for some', rolled({}, { ...everybody('on'), when: { segment: 'staff' } })],
  ['a window that is open', rolled({ window: { startsAt: 1, endsAt: Date.now() + 9 * DAY_MS } })],
  ['an earlier rule that is over', rolled({}, { ...everybody('on'), window: { endsAt: 9 } })],
  ['a prerequisite that holds', flag({ prerequisites: [{ flag: 'banner', variants: ['off'] }] })],
  [
    'a slot of half a layer',
    { layers: { l: { salt: 'x' } }, ...drawn({ layer: { name: 'l', fromBps: 0, toBps: 5_000 } }) },
  ],
])('takes %s', async (_, parts) => {
  expect(await faultsOf(parts)).toEqual([])
})

it.each([
  [
    'behind a rule that gives everybody the control',
    rolled({}, everybody('off')),
    /^\$\.rule: The rule "everybody" stands before "split" and takes everybody.* Move "split" before/,
  ],
  [
    'behind a rule that gives everybody the treatment',
    rolled({}, everybody('on')),
    /takes everybody/,
  ],
  [
    'behind a rule that splits everybody',
    rolled({}, { id: 'a', serve: { ...split!.serve, coverageBps: 10_000, salt: 'other' } }),
    /The rule "a" stands before "split" and takes everybody/,
  ],
  [
    'behind a rule that splits everybody or holds them out',
    {
      holdouts: { kept: { salt: 'x', shareBps: 500 } },
      ...rolled(
        {},
        {
          id: 'a',
          serve: { ...split!.serve, coverageBps: 10_000, salt: 'other', holdout: 'kept' },
        },
      ),
    },
    /The rule "a" stands before "split" and takes everybody/,
  ],
  [
    'with a window that is over',
    rolled({ window: { startsAt: 1, endsAt: 1_000_000_000 } }),
    /^\$\.rule: The window of the rule "split" was over at 1970-01-12T.* Give it a later "endsAt"/,
  ],
  [
    'with a window that opens too late',
    rolled({ window: { startsAt: Date.now() + 9 * DAY_MS } }),
    /^\$\.rule: The window of the rule "split" begins at .*, after the planned time/,
  ],
  [
    'of a flag whose prerequisite is off',
    flag({ prerequisites: [{ flag: 'banner', variants: ['on'] }] }),
    /^\$\.rule: The flag "checkout" requires "banner" to serve "on", which it gives nobody/,
  ],
  [
    'in a slot that is too small',
    { layers: { l: { salt: 'x' } }, ...drawn({ layer: { name: 'l', fromBps: 0, toBps: 1 } }) },
    /^\$\.steps\[0\]\.minUnitsPerVariant: .* about 0 units .*: of those who meet the flag, the rule "split" can draw and record 0\.01 %, by its condition, layer, holdout and sampling\. Wait \d+ ms/,
  ],
  [
    'that a holdout keeps back',
    { holdouts: { most: { salt: 'x', shareBps: 9_999 } }, ...drawn({ holdout: 'most' }) },
    /can draw and record 0\.01 %/,
  ],
  [
    'that a holdout keeps back altogether',
    { holdouts: { all: { salt: 'x', shareBps: 10_000 } }, ...drawn({ holdout: 'all' }) },
    /^\$\.steps\[0\]: None of those who meet the flag comes to the rule "split"/,
  ],
  [
    'that is hardly recorded',
    flag({ exposure: { policy: 'commit', sampleBps: 1 } }),
    /can draw and record 0\.01 %/,
  ],
  [
    'that is not recorded',
    flag({ exposure: { policy: 'off' } }),
    /^\$\.flag: The flag "checkout" records no exposures.* "policy": "commit"/,
  ],
  [
    'of a kind that is not recorded',
    flag({ kind: 'kill_switch' }),
    /^\$\.flag: .*for the kind "kill_switch" that is the default/,
  ],
])('refuses a plan for a rule %s, for that alone', async (_, parts, reason) => {
  const faults = await faultsOf(parts)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(reason)
})

it.each([
  ['that has to be over', { kind: 'conversion', windowMs: 7 * DAY_MS, completeOnly: true }],
  ['in which somebody comes back', { kind: 'retention', fromMs: DAY_MS, toMs: 7 * DAY_MS }],
])('refuses a guardrail with a window %s after the step is', async (_, window) => {
  const direction = 'lower_is_better'
  const metric = { outcome: 'visit', direction, ...window }
  const [guardrail] = MONITORED.guardrails
  const plan: PlanDocument = {
    ...MONITORED,
    guardrails: [{ ...guardrail!, metric: 'visits', test: 'asymptotic_cs' }],
  }
  const faults = await faultsOf({ metrics: { ...RULESET.metrics, visits: metric } }, plan)
  expect(faults).toContainEqual(
    expect.stringMatching(
      /^\$\.steps\[0\]\.maxWaitMs: Whoever meets "half" counts in "visits" after 7 days, and the step waits for 1 day at most/,
    ),
  )
})

it('leaves it to people who approve whether what is not recorded is shown', async () => {
  const steps = [
    { name: 'half', shareBps: 5_000 },
    { name: 'all', shareBps: 10_000, approval: 'the owner' },
  ]
  const plan = { ...PLAN, steps, guardrails: [] }
  expect(await faultsOf(flag({ exposure: { policy: 'off' } }), plan)).toEqual([])
})
