import { SluiceError } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'

/** How people of a crowd are, and what happens to them. */
export interface CrowdOptions {
  readonly url: URL
  /** A client key of the environment. */
  readonly key: string
  readonly flag: string
  /** The unit that the flag splits by. */
  readonly unit: string
  readonly fetch: typeof fetch
  readonly now: () => number
  /** In `[0, 1)`. */
  readonly random: () => number
}

/** What came of some people. */
export interface Visits {
  readonly people: number
  /** People by the variant they got. */
  readonly byVariant: Readonly<Record<string, number>>
  readonly crashes: number
}

/** People who are made up, and go through the real service as a browser would: ask, see, perhaps crash. */
export interface Crowd {
  /**
   * Lets some people come.
   *
   * @param crashRate - the share of people with a variant whose page crashes, in `[0, 1]`
   * @throws SluiceError `CROWD_REFUSED` when the service takes none of it
   */
  come(people: number, crashRate: (variant: string) => number): Promise<Visits>
}

interface Answer {
  readonly variant?: string
  readonly reason?: string
  readonly metadata?: Readonly<Record<string, string | number | boolean>>
}

const AT_ONCE = 8
const BATCH = 200

/** Makes a crowd. */
export function createCrowd(options: CrowdOptions): Crowd {
  const { url, flag, unit, now, random } = options
  // Nobody of this crowd was in another one.
  const origin = `drill-${now().toString(36)}-${Math.floor(random() * 1e9).toString(36)}`
  let made = 0

  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await options.fetch(new URL(path, url), {
      method: 'POST',
      headers: { authorization: `Bearer ${options.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) {
      throw new SluiceError(
        'CROWD_REFUSED',
        `The service refuses the visits of the drill (${response.status}): ${(await response.text()).slice(0, 300)}. Give a client key of the environment with --key.`,
      )
    }
    return response.json()
  }
  const visit = async (crashRate: (variant: string) => number): Promise<[string, object[]]> => {
    const id = `${origin}-${++made}`
    const units = { targetingKey: id, anonymousKey: id, [unit]: id }
    const answer = (await post(`ofrep/v1/evaluate/flags/${encodeURIComponent(flag)}`, {
      context: units,
    })) as Answer
    const { variant = '', reason = 'DEFAULT', metadata = {} } = answer
    const at = now()
    const { ruleId, version, allocationVersion } = metadata
    const shared = { units, session: id, at, flag, variant, version, allocationVersion }
    const exposure = {
      ...shared,
      type: 'exposure',
      id: uuidV7(at, random),
      sequence: 1,
      reason,
      phase: 'commit',
      weight: 1,
      contextHash: 'drill',
      ...(ruleId !== undefined && { ruleId }),
    }
    if (random() >= crashRate(variant)) return [variant, [exposure]]
    const crash = {
      ...shared,
      type: 'crash',
      id: uuidV7(at, random),
      sequence: 2,
      message: 'A crash of the drill.',
    }
    return [variant, [exposure, crash]]
  }

  return {
    async come(people, crashRate) {
      const events: object[] = []
      const byVariant: Record<string, number> = {}
      let left = people
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          while (left-- > 0) {
            const [variant, own] = await visit(crashRate)
            byVariant[variant] = (byVariant[variant] ?? 0) + 1
            events.push(...own)
          }
        }),
      )
      for (let from = 0; from < events.length; from += BATCH) {
        await post('v1/events', { sentAt: now(), events: events.slice(from, from + BATCH) })
      }
      return { people, byVariant, crashes: events.length - people }
    },
  }
}
