import type { StarredThing } from '../service/shapes/people.ts'
import { useSetStar, useStarred } from './use-stars.ts'

/** A button that keeps something at hand, for oneself alone. */
export function Star({
  environment,
  kind,
  of,
  name,
}: {
  readonly environment: string
  readonly kind: StarredThing['kind']
  /** Its key. */
  readonly of: string
  /** As people read it. */
  readonly name: string
}) {
  const isStarred = useStarred(environment, kind).has(of)
  const set = useSetStar(environment)
  return (
    <span className="star">
      <button
        type="button"
        aria-pressed={isStarred}
        onClick={() => set.mutate({ kind, key: of, isStarred: !isStarred })}
      >
        <span aria-hidden="true">{isStarred ? '★' : '☆'}</span>
        <span className="hidden">Star {name}</span>
      </button>
      {set.error !== null && <span role="alert">{set.error.message}</span>}
    </span>
  )
}
