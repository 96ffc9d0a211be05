import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { ask, inEnvironment } from './ask.ts'
import type {
  AuditEntry,
  AuditReport,
  Environment,
  ExperimentSummary,
  FlagUsage,
  Page,
  Results,
  RulesetDocument,
  SignedIn,
  Version,
} from './shapes.ts'

/** Most pages that a list is put together from. */
const MOST_PAGES = 20

/** How often a running experiment is read again, in milliseconds. */
const RESULTS_AGAIN_MS = 60_000

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => ask<SignedIn>('/v1/session'),
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
export const auditQuery = (environment: string, before: number | undefined) =>
  queryOptions({
    queryKey: ['audit', environment, before ?? 'newest'],
    queryFn: async () =>
      ask<Page<AuditEntry>>(
        `${inEnvironment(environment, 'audit')}?limit=50${before === undefined ? '' : `&before=${before}`}`,
      ),
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

/** The results of an experiment; read again while it runs. */
export const resultsQuery = (environment: string, key: string) =>
  queryOptions({
    queryKey: ['results', environment, key],
    queryFn: async () => ask<Results>(inEnvironment(environment, 'experiments', key, 'results')),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? RESULTS_AGAIN_MS : false),
    placeholderData: keepPreviousData,
  })
