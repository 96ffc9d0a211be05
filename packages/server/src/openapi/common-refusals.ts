import type { RegisteredRoute } from '../http/route-definition.ts'

/** The refusals that every route of a kind has, beside those that it names itself: descriptions by status. */
export function commonRefusals(route: RegisteredRoute): Record<number, string> {
  return {
    ...(route.permission === 'public'
      ? {}
      : {
          401: 'The credential is missing or does not work.',
          403: 'The credential does not allow this.',
        }),
    ...(route.scope === 'environment' ? { 404: 'There is no such environment.' } : {}),
    ...(route.body === undefined || route.body.unread === true
      ? {}
      : {
          400: 'The body is no JSON of ours.',
          413: 'The body is too large.',
          415: 'The body is of another type.',
        }),
    ...(takesInput(route) ? { 422: 'The request is not valid; `faults` says where.' } : {}),
    500: 'Something failed inside the service.',
    503: 'The service cannot do this now; `Retry-After` says when to try again.',
  }
}

function takesInput({ params, query, headers, body }: RegisteredRoute): boolean {
  return [params, query, headers, body].some((part) => part !== undefined)
}
