import type { RegisteredRoute } from '../http/route-definition.ts'
import { commonRefusals } from './common-refusals.ts'

/** What an app has answered and by which routes, as its metrics have it; for tests. */
interface Answering {
  readonly routes: readonly RegisteredRoute[]
  readonly metrics: { text(): string }
}

const ANSWERED = /^sluice_http_request_duration_seconds_count\{(.+)\} \d+$/gm

/** Finds every answer that a route gave and the OpenAPI document lacks, such as `GET /v1/ruleset 404`; for tests. */
export function undocumentedAnswers({ routes, metrics }: Answering): string[] {
  const documented = new Set(
    routes.flatMap((route) =>
      [...Object.keys(route.answers), ...Object.keys(commonRefusals(route))].map(
        (status) => `${nameOf(route)} ${status}`,
      ),
    ),
  )
  const known = new Set(routes.map(nameOf))
  return [...metrics.text().matchAll(ANSWERED)]
    .map(([, labels = '']) => {
      const label = (name: string): string =>
        new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
      const path = label('route').replaceAll(/:(\w+)/g, '{$1}')
      return { route: `${label('method')} ${path}`, status: label('status') }
    })
    .filter(({ route, status }) => known.has(route) && !documented.has(`${route} ${status}`))
    .map(({ route, status }) => `${route} ${status}`)
}

/** Fails the test in which a route gave an answer that the document lacks. */
export function requireDocumented(app: Answering): void {
  const undocumented = undocumentedAnswers(app)
  if (undocumented.length === 0) return
  throw new Error(
    `The OpenAPI document lacks answers that were given: ${undocumented.join(', ')}. Add them to \`answers\` of their routes.`,
  )
}

function nameOf({ method, path }: RegisteredRoute): string {
  return `${method.toUpperCase()} ${path}`
}
