import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { startOf, type AuditSearch } from '../audit/audit-search.ts'
import { ask, inEnvironment } from './ask.ts'
import type { AuditEntry, AuditReport } from './shapes/audit.ts'
import type { Environment, ExposureCount, FlagUsage, Page, Version } from './shapes/environment.ts'
import type {
  AnnotationNote,
  ArchivedExperiment,
  ExperimentSummary,
  OpenExperiment,
} from './shapes/experiments.ts'
import type { SignedIn, StarredThing } from './shapes/people.ts'
import type { Results } from './shapes/results.ts'
import type { RulesetDocument } from './shapes/ruleset.ts'

/** Most pages that a list is put together from. */
const MOST_PAGES = 20

/** How often a running experiment is read again, in milliseconds. */
const RESULTS_AGAIN_MS = 60_000

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => ask<SignedIn>('/v1/session'),
})

/** How one can sign in beside passwords and tokens. */
export const methodsQuery = queryOptions({
  queryKey: ['methods'],
  queryFn: async () => ask<{ openId: { name: string } | null }>('/v1/session/methods'),
  staleTime: Infinity,
})

/** The environments. */
export const environmentsQuery = queryOptions({
  queryKey: ['environments'],
  queryFn: async () => (await ask<Page<Environment>>('/v1/environments')).items,
})

/** All flags of an environment as people write them, as of now or of a version. */
export const rulesetQuery = (environment: string, version?: number) =>
  queryOptions({
    queryKey: ['ruleset', environment, version ?? 'now'],
    queryFn: async () =>
      ask<RulesetDocument>(
        `${inEnvironment(environment, 'ruleset')}${version === undefined ? '' : `?version=${version}`}`,
      ),
    // What a version was stays so.
    ...(version !== undefined && { staleTime: Infinity }),
  })

/** When the flags of an environment were last read. */
export const usageQuery = (environment: string) =>
  queryOptions({
    queryKey: ['usage', environment],
    queryFn: async () => {
      const items: FlagUsage[] = []
      let after: string | undefined
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = after === undefined ? '' : `&after=${encodeURIComponent(after)}`
        const found = await ask<Page<FlagUsage, string>>(
          `${inEnvironment(environment, 'flags')}?limit=1000${query}`,
        )
        items.push(...found.items)
        if (found.next === undefined) break
        after = found.next
      }
      return new Map(items.map((item) => [item.key, item]))
    },
    retry: false,
  })

/** The latest versions of a ruleset. */
export const versionsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['versions', environment],
    queryFn: async () => ask<Page<Version>>(`${inEnvironment(environment, 'versions')}?limit=200`),
  })

/** A page of the audit log, newest first. */
export const auditQuery = (environment: string, search: AuditSearch) =>
  queryOptions({
    queryKey: ['audit', environment, search],
    queryFn: async () => {
      const { from, to, ...rest } = search
      const query = new URLSearchParams({ limit: '50' })
      for (const [name, value] of Object.entries(rest)) {
        if (value !== undefined) query.set(name, String(value))
      }
      // Days as whoever looks has them.
      if (from !== undefined) query.set('from', startOf(from, 0))
      if (to !== undefined) query.set('to', startOf(to, 1))
      return ask<Page<AuditEntry>>(`${inEnvironment(environment, 'audit')}?${query}`)
    },
    placeholderData: keepPreviousData,
  })

/** Whether the audit log is whole. */
export const auditReportQuery = (environment: string) =>
  queryOptions({
    queryKey: ['audit-report', environment],
    queryFn: async () => ask<AuditReport>(inEnvironment(environment, 'audit', 'verify')),
  })

/** The experiments of an environment. */
export const experimentsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['experiments', environment],
    queryFn: async () =>
      (await ask<Page<ExperimentSummary>>(inEnvironment(environment, 'experiments'))).items,
  })

/** An experiment of the ruleset, whether it has begun or not. */
export const experimentQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ['experiment', environment, key],
    queryFn: async () => ask<OpenExperiment>(inEnvironment(environment, 'experiments', key)),
  })

/** The latest experiments that are over and have all of some words. */
export const archiveQuery = (environment: string, search: string) =>
  queryOptions({
    queryKey: ['archive', environment, search],
    queryFn: async () =>
      ask<Page<ArchivedExperiment>>(
        `${inEnvironment(environment, 'experiment-archive')}?limit=50&search=${encodeURIComponent(search)}`,
      ),
    placeholderData: keepPreviousData,
  })

/**
 * The results of an experiment; read again while it runs.
 *
 * @param question - how they are read, such as `?alpha=0.1`
 */
export const resultsQuery = (environment: string, key: string, question: string) =>
  queryOptions({
    queryKey: ['results', environment, key, question],
    queryFn: async () =>
      ask<Results>(`${inEnvironment(environment, 'experiments', key, 'results')}${question}`),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? RESULTS_AGAIN_MS : false),
    // Only of the same experiment: those of another would be taken for its own.
    placeholderData: (previous: Results | undefined) =>
      previous?.key === key && previous.environment === environment ? previous : undefined,
  })

/** Results as they were frozen, which never change. */
export const snapshotQuery = (environment: string, key: string, id: string) =>
  queryOptions({
    queryKey: ['snapshot', environment, key, id],
    queryFn: async () =>
      ask<Results>(inEnvironment(environment, 'experiments', key, 'snapshots', id)),
    staleTime: Infinity,
  })

/** What happened outside, as far as it concerns an experiment. */
export const annotationsQuery = (environment: string, experiment: string) =>
  queryOptions({
    queryKey: ['annotations', environment, experiment],
    queryFn: async () =>
      (
        await ask<Page<AnnotationNote>>(
          `${inEnvironment(environment, 'annotations')}?experiment=${encodeURIComponent(experiment)}`,
        )
      ).items,
  })

/** What whoever is signed in has starred. */
export const starsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['stars', environment],
    queryFn: async () => (await ask<Page<StarredThing>>(inEnvironment(environment, 'stars'))).items,
  })

/** How often a flag was shown, bucket by bucket. */
export const exposuresQuery = (
  environment: string,
  flag: string,
  { from, bucketSeconds }: { readonly from: string; readonly bucketSeconds: number },
) =>
  queryOptions({
    queryKey: ['exposures', environment, flag, from, bucketSeconds],
    queryFn: async () => {
      const items: ExposureCount[] = []
      let after: string | undefined
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = new URLSearchParams({
          flag,
          from,
          bucketSeconds: String(bucketSeconds),
          limit: '1000',
          ...(after !== undefined && { after }),
        })
        const found = await ask<Page<ExposureCount, string>>(
          `${inEnvironment(environment, 'exposures')}?${query}`,
        )
        items.push(...found.items)
        if (found.next === undefined) break
        after = found.next
      }
      return items
    },
  })
