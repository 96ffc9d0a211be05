import { HttpError } from './http-error.ts'
import type { RegisteredRoute } from './route-definition.ts'

/**
 * Makes the answer for what no route takes: 405 with `Allow` when the path is
 * known with another method, else 404.
 */
export function refuseUnrouted(routes: readonly RegisteredRoute[]): (path: string) => HttpError {
  const patterns = routes.map((route) => ({
    method: route.method.toUpperCase(),
    pattern: new RegExp(
      `^${route.path.replaceAll(/[.]/g, String.raw`\.`).replaceAll(/\{[^}]+\}/g, '[^/]+')}$`,
    ),
  }))
  return (path) => {
    const methods = new Set(
      patterns.filter((each) => each.pattern.test(path)).map((each) => each.method),
    )
    if (methods.size === 0) {
      return new HttpError(
        'NOT_FOUND',
        'There is nothing at this address. See /openapi.json for every route.',
        {
          status: 404,
        },
      )
    }
    if (methods.has('GET')) methods.add('HEAD')
    const allow = [...methods].sort().join(', ')
    return new HttpError('METHOD_NOT_ALLOWED', `This address takes ${allow}.`, {
      status: 405,
      headers: { Allow: allow },
    })
  }
}
