import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, inEnvironment } from '../service/ask.ts'
import { starsQuery } from '../service/queries.ts'
import type { StarredThing } from '../service/shapes/people.ts'

/** The keys of what is starred; empty until that is known. */
export function useStarred(environment: string, kind: StarredThing['kind']): ReadonlySet<string> {
  const { data = [] } = useQuery(starsQuery(environment))
  return new Set(data.filter((star) => star.kind === kind).map(({ key }) => key))
}

/** Stars something or takes its star away: shown at once, and put back where the service refuses. */
export function useSetStar(environment: string) {
  const queries = useQueryClient()
  const { queryKey } = starsQuery(environment)
  return useMutation({
    mutationFn: async ({ kind, key, isStarred }: StarredThing & { readonly isStarred: boolean }) =>
      ask(inEnvironment(environment, 'stars', kind, key), {
        method: isStarred ? 'PUT' : 'DELETE',
      }),
    onMutate: async ({ kind, key, isStarred }) => {
      // An answer that is on its way knows nothing of it.
      await queries.cancelQueries({ queryKey })
      const before = queries.getQueryData(queryKey)
      queries.setQueryData(queryKey, (stars = []) => {
        const others = stars.filter((star) => star.kind !== kind || star.key !== key)
        return isStarred ? [{ kind, key }, ...others] : others
      })
      return before
    },
    onError: (_error, _star, before) => {
      queries.setQueryData(queryKey, before)
    },
    onSettled: async () => queries.invalidateQueries({ queryKey }),
  })
}
