import { Link, useRouterState } from '@tanstack/react-router'

/** Says that a session has ended, and how to go on without losing what was written. */
export function SignedOut() {
  const here = useRouterState({ select: ({ location }) => location.href })
  return (
    <>
      You are not signed in any more.{' '}
      <Link to="/sign-in" search={{ next: here }} target="_blank">
        Sign in again
      </Link>{' '}
      in another tab, and try again here: what you wrote is kept.
    </>
  )
}
