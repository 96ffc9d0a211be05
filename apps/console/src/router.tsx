import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  Outlet,
} from '@tanstack/react-router'
import { AuditLog } from './audit/AuditLog.tsx'
import { ExperimentList } from './experiments/ExperimentList.tsx'
import { FlagList } from './flags/FlagList.tsx'
import { FirstPage } from './page/FirstPage.tsx'
import { Frame } from './page/Frame.tsx'
import { Failed } from './page/State.tsx'
import { Title } from './page/Title.tsx'
import { Invite } from './session/Invite.tsx'
import { SignIn } from './session/SignIn.tsx'

type Search = Record<string, unknown>

const rootRoute = createRootRoute({ component: Outlet })

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: () => (
    <main>
      <SignIn />
    </main>
  ),
  // Only a way inside: an address of another site would take people there after they signed in.
  validateSearch: ({ next }: Search): { next?: string } =>
    typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {},
})

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite',
  component: () => (
    <main>
      <Invite />
    </main>
  ),
})

const inRoute = createRoute({ getParentRoute: () => rootRoute, id: 'in', component: Frame })

const firstRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/',
  component: FirstPage,
})

const flagsRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/flags',
  component: FlagList,
  validateSearch: ({ q, rows }: Search): { q?: string; rows?: number } => ({
    ...(typeof q === 'string' && q !== '' && { q }),
    ...(typeof q === 'number' && { q: String(q) }),
    ...whole('rows', rows),
  }),
})

const flagRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/flags/$key',
  component: lazyRouteComponent(() => import('./flags/FlagPage.tsx'), 'FlagPage'),
  validateSearch: ({ version, other }: Search): { version?: number; other?: string } => ({
    ...whole('version', version),
    ...(typeof other === 'string' && { other }),
  }),
})

const experimentsRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/experiments',
  component: ExperimentList,
})

const resultsRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/experiments/$key',
  component: lazyRouteComponent(() => import('./results/ResultsPage.tsx'), 'ResultsPage'),
  validateSearch: ({ fit }: Search): { fit?: true } => (fit === true ? { fit } : {}),
})

const auditRoute = createRoute({
  getParentRoute: () => inRoute,
  path: '/environments/$environment/audit',
  component: AuditLog,
  validateSearch: ({ before }: Search): { before?: number } => whole('before', before),
})

function whole<N extends string>(name: N, value: unknown): { [K in N]?: number } {
  return (Number.isSafeInteger(value) && Number(value) >= 0 ? { [name]: value } : {}) as {
    [K in N]?: number
  }
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
      experimentsRoute,
      resultsRoute,
      auditRoute,
    ]),
  ]),
  defaultErrorComponent: ({ error, reset }) => (
    <main>
      <Title text="Something failed on this page" />
      <Failed error={error instanceof Error ? error : new Error(String(error))} again={reset} />
    </main>
  ),
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
