import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Link,
  Outlet,
} from '@tanstack/react-router'
import { auditSearchOf } from './audit/audit-search.ts'
import { AuditLog } from './audit/AuditLog.tsx'
import { ExperimentList } from './experiments/ExperimentList.tsx'
import { spanName, type SpanName } from './flags/exposure-chart.ts'
import { FlagList } from './flags/FlagList.tsx'
import { FirstPage } from './page/FirstPage.tsx'
import { Frame } from './page/Frame.tsx'
import { Failed } from './page/State.tsx'
import { Title } from './page/Title.tsx'
import { viewOf } from './results/view.ts'
import { Invite } from './session/Invite.tsx'
import { SignIn } from './session/SignIn.tsx'

// What is left out of what a page validates stays as it came in the address: each name is answered,
// if only by `undefined`.
type Search = Record<string, unknown>

function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <>
      <Title text="Something failed on this page" />
      <Failed error={error instanceof Error ? error : new Error(String(error))} again={reset} />
    </>
  )
}

/** Of what has no frame around it that has the main part of the page. */
function BrokenPage(props: ErrorComponentProps) {
  return (
    <main>
      <Broken {...props} />
    </main>
  )
}

const rootRoute = createRootRoute({ component: Outlet, errorComponent: BrokenPage })

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  errorComponent: BrokenPage,
  component: () => (
    <main>
      <SignIn />
    </main>
  ),
  // Only a way inside: an address of another site would take people there after they signed in.
  validateSearch: ({
    next,
    refused,
  }: Search): {
    next?: string | undefined
    refused?: 'failed' | 'not_invited' | undefined
  } => ({
    next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined,
    refused: refused === 'failed' || refused === 'not_invited' ? refused : undefined,
  }),
})

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite',
  errorComponent: BrokenPage,
  component: () => (
    <main>
      <Invite />
    </main>
  ),
})

const inRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'in',
  component: Frame,
  errorComponent: BrokenPage,
})

const firstRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/',
  component: FirstPage,
})

const flagsRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/flags',
  component: FlagList,
  validateSearch: ({
    q,
    rows,
    starred,
  }: Search): {
    q?: string | undefined
    rows?: number | undefined
    starred?: true | undefined
  } => ({
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
    rows: whole(rows),
    starred: starred === true ? starred : undefined,
  }),
})

const flagRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/flags/$key',
  component: lazyRouteComponent(() => import('./flags/FlagPage.tsx'), 'FlagPage'),
  validateSearch: ({
    version,
    other,
    span,
  }: Search): {
    version?: number | undefined
    other?: string | undefined
    span?: SpanName | undefined
  } => ({
    version: whole(version),
    other: typeof other === 'string' ? other : undefined,
    span: spanName(span),
  }),
})

const snapshotRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/experiments/$key/snapshots/$id',
  component: lazyRouteComponent(() => import('./results/SnapshotPage.tsx'), 'SnapshotPage'),
  validateSearch: (search: Search) => viewOf(search),
})

const experimentsRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/experiments',
  component: ExperimentList,
  validateSearch: ({ q }: Search): { q?: string | undefined } => ({
    q: typeof q === 'string' || typeof q === 'number' ? String(q).slice(0, 200) : undefined,
  }),
})

const resultsRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/experiments/$key',
  component: lazyRouteComponent(() => import('./results/ResultsPage.tsx'), 'ResultsPage'),
  validateSearch: (search: Search) => viewOf(search),
})

const rolloutsRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/rollouts',
  component: lazyRouteComponent(() => import('./rollouts/RolloutList.tsx'), 'RolloutList'),
})

const rolloutRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/rollouts/$id',
  component: lazyRouteComponent(() => import('./rollouts/RolloutPage.tsx'), 'RolloutPage'),
})

const auditRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/audit',
  component: AuditLog,
  validateSearch: (search: Search) => auditSearchOf(search),
})

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** Every page, each under an address of its own. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    inviteRoute,
    inRoute.addChildren([
      firstRoute,
      flagsRoute,
      flagRoute,
      snapshotRoute,
      experimentsRoute,
      resultsRoute,
      rolloutsRoute,
      rolloutRoute,
      auditRoute,
    ]),
  ]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: () => (
    <main>
      <Title text="There is no such page" />
      <Link to="/">To the flags</Link>
    </main>
  ),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
