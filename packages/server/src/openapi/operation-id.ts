import type { RegisteredRoute } from '../http/route-definition.ts'

const ARTICLES = new Set(['a', 'an', 'the'])

/**
 * Names an operation for generated clients: its summary as one word, such as
 * `replaceRuleset`; method and path where two routes share a summary.
 */
export function operationIdOf(route: RegisteredRoute, routes: readonly RegisteredRoute[]): string {
  const shared = routes.filter((other) => other.summary === route.summary).length > 1
  return joined(shared ? `${route.method} ${route.path}` : route.summary)
}

function joined(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && !ARTICLES.has(word))
  return words
    .map(
      (word, index) =>
        (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1),
    )
    .join('')
}
