import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Failed } from '../page/State.tsx'
import { Title } from '../page/Title.tsx'
import { fieldOf } from './field-of.ts'
import { ask } from '../service/ask.ts'

const SHORTEST = 12

/** Takes an invitation: whoever has the link chooses a password, one time. */
export function Invite() {
  // Read once and taken from the address, so that it is not left in the history.
  const [token] = useState(takeToken)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [error, setError] = useState<Error>()
  const [isBusy, setBusy] = useState(false)

  const accept = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault()
    const password = fieldOf(event.currentTarget, 'password')
    setBusy(true)
    setError(undefined)
    try {
      await ask('/v1/invitations/accept', { method: 'POST', body: { token, password } })
      queries.clear()
      await navigate({ to: '/' })
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)))
      setBusy(false)
    }
  }

  return (
    <div className="narrow">
      <Title text="Welcome to Sluice" />
      {token === '' ? (
        <p>This link is not whole. Open it as it was sent to you, with all that follows the #.</p>
      ) : (
        <>
          <p>Choose a password of at least {SHORTEST} characters. A few words are fine.</p>
          {error !== undefined && <Failed error={error} />}
          <form onSubmit={(event) => void accept(event)}>
            <label>
              Password
              <input
                name="password"
                type="password"
                autoComplete="new-password"
                required
                minLength={SHORTEST}
                maxLength={256}
              />
            </label>
            <button type="submit" className="main" disabled={isBusy}>
              {isBusy ? 'One moment …' : 'Set password and sign in'}
            </button>
          </form>
        </>
      )}
    </div>
  )
}

let taken: string | undefined

function takeToken(): string {
  if (taken === undefined || window.location.hash !== '') {
    taken = window.location.hash.slice(1)
    window.history.replaceState(window.history.state, '', window.location.pathname)
  }
  return taken
}
