import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Problem } from '../service/problem.ts'
import { SignedOut } from '../session/SignedOut.tsx'
import { Title } from './Title.tsx'

/** Draws what a query found; before that that it waits, and what went wrong with a way to try again. */
export function Loaded<T>({
  query,
  what,
  title,
  children,
}: {
  readonly query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>
  /** Such as `the flags`. */
  readonly what: string
  /** The heading while it waits and where it fails, of a page that has none before this was read. */
  readonly title?: string
  readonly children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error !== null && (
          <Failed error={query.error} again={() => void query.refetch()} old />
        )}
        {children(query.data)}
      </>
    )
  }
  if (query.error !== null) {
    return (
      <>
        {title !== undefined && <Title text={title} />}
        <Failed error={query.error} again={() => void query.refetch()} />
      </>
    )
  }
  return (
    <>
      {title !== undefined && <Title text={title} />}
      <output className="waiting">Reading {what} …</output>
    </>
  )
}

/** Says what went wrong, what to do, and what to look for in the log. */
export function Failed({
  error,
  again,
  old = false,
}: {
  readonly error: Error
  readonly again?: () => void
  /** Whether what was read before is still shown. */
  readonly old?: boolean
}) {
  const isSignedOut = error instanceof Problem && error.status === 401
  const id = error instanceof Problem && !isSignedOut ? error.requestId : undefined
  return (
    <div className="notice bad" role="alert">
      <p>
        <strong>{old ? 'This is not up to date. ' : ''}</strong>
        {isSignedOut ? <SignedOut /> : error.message}
      </p>
      {id !== undefined && (
        <p className="faint">
          Request <code>{id}</code>
        </p>
      )}
      {again !== undefined && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  )
}
