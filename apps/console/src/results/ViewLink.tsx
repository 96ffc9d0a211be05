import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResultsView } from './view.ts'

/** A link to the same results, looked at another way. */
export function ViewLink({
  view,
  change,
  children,
}: {
  readonly view: ResultsView
  readonly change: ResultsView
  readonly children: ReactNode
}) {
  return (
    <Link
      to="."
      search={{ ...view, ...change }}
      resetScroll={false}
      activeOptions={{ exact: true }}
    >
      {children}
    </Link>
  )
}
