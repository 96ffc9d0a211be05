import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import { ask, inEnvironment } from '../service/ask.ts'
import type { Page, Version } from '../service/shapes/environment.ts'
import type { Decided, Look, OpenRollout, Papers, Rollout } from './shapes.ts'
import { LIVE } from './words.ts'

/** How often a list is read again, in milliseconds. */
const LIST_AGAIN_MS = 5_000
/** A rollout is read again with every look of its own, within these bounds, in milliseconds. */
const SOONEST_MS = 1_000
const LATEST_MS = 15_000
const DECISIONS_A_PAGE = 50
const LOOKS_A_PAGE = 1_000

/** The rollouts of an environment, newest first. */
export const rolloutsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['rollouts', environment],
    queryFn: async () => ask<Page<Rollout>>(`${inEnvironment(environment, 'rollouts')}?limit=200`),
    refetchInterval: LIST_AGAIN_MS,
  })

/** One rollout, read again as long as something may happen to it. */
export const rolloutQuery = (environment: string, id: string) =>
  queryOptions({
    queryKey: ['rollout', environment, id],
    queryFn: async () => ask<OpenRollout>(inEnvironment(environment, 'rollouts', id)),
    refetchInterval: ({ state }) => againMs(state.data),
  })

/** How long to wait before a rollout is read again, in milliseconds. */
export function againMs(rollout: Rollout | undefined): number {
  const isLive = rollout !== undefined && LIVE.has(rollout.state)
  return isLive ? Math.min(LATEST_MS, Math.max(SOONEST_MS, rollout.plan.tickMs)) : LIST_AGAIN_MS
}

/** The newest decisions, some pages of them; read again when there are more. */
export const decisionsQuery = (environment: string, { id, decisions }: Rollout, pages: number) =>
  queryOptions({
    queryKey: ['rollout-decisions', environment, id, pages, decisions],
    queryFn: async () => {
      const items: Decided[] = []
      let before: number | undefined
      for (let page = 0; page < pages; page++) {
        const query = before === undefined ? '' : `&before=${before}`
        const found = await ask<Page<Decided>>(
          `${inEnvironment(environment, 'rollouts', id, 'decisions')}?limit=${DECISIONS_A_PAGE}${query}`,
        )
        items.push(...found.items)
        before = found.next
        if (before === undefined) break
      }
      return { items, hasMore: before !== undefined }
    },
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })

/** Everything that was seen, oldest first; only what is new is asked for again. */
export const looksQuery = (queries: QueryClient, environment: string, rollout: Rollout) => {
  const queryKey = ['rollout-looks', environment, rollout.id]
  return queryOptions({
    queryKey,
    queryFn: async () => {
      const looks = [...(queries.getQueryData<readonly Look[]>(queryKey) ?? [])]
      for (let after: number | undefined = looks.at(-1)?.at ?? 0; after !== undefined;) {
        const path = inEnvironment(environment, 'rollouts', rollout.id, 'looks')
        const found: Page<Look> = await ask(`${path}?limit=${LOOKS_A_PAGE}&after=${after}`)
        looks.push(...found.items)
        after = found.next
      }
      return looks
    },
    refetchInterval: LIVE.has(rollout.state) ? againMs(rollout) : false,
  })
}

/** What is written for people. Its draft of a post-mortem grows with the decisions. */
export const papersQuery = (environment: string, { id, decisions }: Rollout) =>
  queryOptions({
    queryKey: ['rollout-papers', environment, id, decisions],
    queryFn: async () => ask<Papers>(inEnvironment(environment, 'rollouts', id, 'papers')),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })

/** The latest versions, read again with whatever happens: somebody may have changed the flag. */
export const versionsSinceQuery = (environment: string, { decisions }: Rollout) =>
  queryOptions({
    queryKey: ['rollout-versions', environment, decisions],
    queryFn: async () =>
      (await ask<Page<Version>>(`${inEnvironment(environment, 'versions')}?limit=200`)).items,
    placeholderData: keepPreviousData,
  })
