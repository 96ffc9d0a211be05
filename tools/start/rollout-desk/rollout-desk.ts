import { createCrowd, type Crowd } from '../../../packages/cli/src/drill/crowd.ts'

const ENVIRONMENT = 'development'
const ADMIN = 'sluice_admin_demo'
const CLIENT_KEY = 'sluice_client_demo'
const SECOND_MS = 1_000
/** People who come in a second. */
const PACE = 20
/** People who come at once at first: as many as the steps of the plan ask for within their hour. */
const FIRST = 200
const USUAL_CRASHES = 0.01
const BROKEN_CRASHES = 0.4

/** What the desk does when it is told to. */
export const DESK_ORDERS = ['come', 'rest', 'break', 'mend'] as const

/** An order of the desk. */
export type DeskOrder = (typeof DESK_ORDERS)[number]

/** How things stand, for the page. */
export interface DeskState {
  readonly isComing: boolean
  readonly isBroken: boolean
  readonly people: number
  readonly crashes: number
  readonly rollout: {
    readonly state: string
    readonly step: string | null
    readonly shareBps: number
    readonly rule: string | null
    readonly verification: string | null
    readonly isLocked: boolean
  } | null
  /** Where the rollout is watched, and started. */
  readonly url: string
  /** What stands in the way, in a sentence. */
  readonly fault: string | null
}

/** Lets people who are made up come to the shop, and breaks a treatment for them. */
export interface RolloutDesk {
  order(order: DeskOrder): void
  state(): Promise<DeskState>
  close(): Promise<void>
}

/** A plan as far as the desk reads it. */
export interface DeskPlan {
  readonly flag: string
  readonly treatment: string
}

interface RolloutAnswer {
  readonly id: string
  readonly state: string
  readonly step: { readonly name: string; readonly shareBps: number } | null
  readonly last: { readonly rule: string } | null
  readonly verification: string | null
  readonly isLocked: boolean
}

/**
 * Opens the desk. Nothing happens before an order: nobody comes, and nothing is planned.
 *
 * @param url - of a service in development mode with the flags of the demo
 * @param plan - the rollout that is planned once people have come
 * @param unit - what its rule splits by
 */
export function openRolloutDesk(
  url: string,
  plan: DeskPlan,
  unit: string,
  crowd: Crowd = crowdOf(url, plan, unit),
): RolloutDesk {
  let isComing = false
  let isBroken = false
  let people = 0
  let crashes = 0
  let fault: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let second: Promise<void> = Promise.resolve()
  let potter: string | undefined

  const ask = async <T>(path: string, token: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const found = (await answer.json()) as T & { readonly detail?: string }
    if (answer.ok) return found
    throw new Error(found.detail ?? `The service answers ${answer.status}.`)
  }
  const path = `environments/${ENVIRONMENT}/rollouts`
  const newest = async (): Promise<RolloutAnswer | undefined> => {
    const query = `flag=${encodeURIComponent(plan.flag)}&limit=1`
    const { items } = await ask<{ items: RolloutAnswer[] }>(`${path}?${query}`, ADMIN)
    return items[0]
  }
  const planOnce = async (): Promise<void> => {
    const known = await newest()
    // One that went through, or was taken over, is for people to put back.
    if (known !== undefined && (known.state !== 'rolled_back' || known.isLocked)) return
    // By somebody else than whoever signs in with the token of the demo, who may approve it then.
    potter ??= (
      await ask<{ secret: string }>('tokens', ADMIN, { name: 'The potter', role: 'releaser' })
    ).secret
    await ask(path, potter, { plan })
  }
  const passSecond = async (): Promise<void> => {
    const at = Date.now()
    try {
      const visits = await crowd.come(people === 0 ? FIRST : PACE, (variant) =>
        isBroken && variant === plan.treatment ? BROKEN_CRASHES : USUAL_CRASHES,
      )
      people += visits.people
      crashes += visits.crashes
      await planOnce()
      fault = null
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error)
    }
    if (isComing) again(Math.max(0, SECOND_MS - (Date.now() - at)))
  }
  const again = (inMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      second = passSecond()
    }, inMs)
  }

  return {
    order(order) {
      if (order === 'come' && !isComing) again(0)
      if (order === 'rest') clearTimeout(timer)
      isComing = order === 'come' || (order !== 'rest' && isComing)
      isBroken = order === 'break' || (order !== 'mend' && isBroken)
    },
    async state() {
      const found = await newest().catch((error: unknown) => {
        fault = error instanceof Error ? error.message : String(error)
        return undefined
      })
      const console = `${url}/environments/${ENVIRONMENT}/rollouts`
      return {
        isComing,
        isBroken,
        people,
        crashes,
        rollout:
          found === undefined
            ? null
            : {
                state: found.state,
                step: found.step?.name ?? null,
                shareBps: found.step?.shareBps ?? 0,
                rule: found.last?.rule ?? null,
                verification: found.verification,
                isLocked: found.isLocked,
              },
        url: found === undefined ? console : `${console}/${found.id}`,
        fault,
      }
    },
    async close() {
      isComing = false
      clearTimeout(timer)
      await second
    },
  }
}

function crowdOf(url: string, { flag }: DeskPlan, unit: string): Crowd {
  return createCrowd({
    url: new URL(url),
    key: CLIENT_KEY,
    flag,
    unit,
    fetch,
    now: Date.now,
    random: Math.random,
  })
}
