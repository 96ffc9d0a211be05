import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ask } from '../service/ask.ts'

/** Ends the session, and forgets what was read in it. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await ask('/v1/session', { method: 'DELETE' })
    await navigate({ to: '/sign-in', search: {} })
    queries.clear()
  }
}
