import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type SubmitEvent } from 'react'
import { Failed } from '../page/State.tsx'
import { Title } from '../page/Title.tsx'
import { fieldOf } from './field-of.ts'
import { ask } from '../service/ask.ts'
import { methodsQuery } from '../service/queries.ts'
import { Problem } from '../service/problem.ts'
import type { SignedIn } from '../service/shapes/people.ts'

const REFUSALS = {
  failed: 'That did not work, or took too long. Try again.',
  not_invited:
    'Nobody invited you under this address, or it belonged to another account. Ask somebody who administers this service.',
} as const

/** Signs somebody in by a password or a token, and goes to where they were about to go. */
export function SignIn() {
  const { next, refused } = useSearch({ from: '/sign-in' })
  const openId = useQuery(methodsQuery).data?.openId ?? null
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)
  const [byToken, setByToken] = useState(false)

  const signIn = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget
    const body = byToken
      ? { token: fieldOf(form, 'token').trim() }
      : { name: fieldOf(form, 'name'), password: fieldOf(form, 'password') }
    setBusy(true)
    setError(undefined)
    try {
      await ask<SignedIn>('/v1/session', { method: 'POST', body })
      await ask<SignedIn>('/v1/session')
      queries.clear()
      await navigate({ to: next ?? '/' })
    } catch (cause) {
      setError(explained(cause))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="narrow">
      <Title text="Sign in" />
      {error !== undefined && <Failed error={error} />}
      {error === undefined && refused !== undefined && (
        <Failed error={new Error(REFUSALS[refused])} />
      )}
      {openId !== null && (
        <p>
          {/* A whole page: from here on it is another site. */}
          <a
            className="button"
            href={`/v1/session/openid${next === undefined ? '' : `?${new URLSearchParams({ next }).toString()}`}`}
          >
            Sign in with {openId.name}
          </a>
        </p>
      )}
      <form onSubmit={(event) => void signIn(event)}>
        {byToken ? (
          <label>
            Token
            <input name="token" type="password" autoComplete="off" required maxLength={128} />
          </label>
        ) : (
          <>
            <label>
              Name
              <input name="name" autoComplete="username" required maxLength={100} />
            </label>
            <label>
              Password
              <input
                name="password"
                type="password"
                autoComplete="current-password"
                required
                maxLength={256}
              />
            </label>
          </>
        )}
        <button type="submit" className="main" disabled={isBusy}>
          {isBusy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      <p>
        <button type="button" className="plain" onClick={() => setByToken(!byToken)}>
          {byToken ? 'Use a password instead' : 'Use a token instead'}
        </button>
      </p>
      <p className="faint">
        Somebody who administers this service invites you with{' '}
        <code>sluice members invite your@address</code>. In development mode the token{' '}
        <code>sluice_admin_demo</code> works.
      </p>
    </div>
  )
}

/** A cookie that was set and does not come back was refused by the browser. */
function explained(cause: unknown): Error {
  if (cause instanceof Problem && cause.status === 401) {
    return new Error(
      'The browser did not keep the session. Anywhere but on this machine the console takes https.',
    )
  }
  return cause instanceof Error ? cause : new Error(String(cause))
}
