import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../service/queries.ts'

// The service decides; this only leaves out what it would refuse.
const NOTERS = new Set(['qa', 'editor', 'releaser', 'approver', 'admin'])

/** Whether whoever is signed in may add annotations and freeze results. */
export function useMayNote(): boolean {
  const { data } = useQuery(sessionQuery)
  return data !== undefined && NOTERS.has(data.role)
}
