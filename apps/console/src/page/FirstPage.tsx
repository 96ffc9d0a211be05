import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { environmentsQuery } from '../service/queries.ts'
import { Loaded } from './State.tsx'
import { Title } from './Title.tsx'

/** Goes to the flags of the first environment. */
export function FirstPage() {
  const query = useQuery(environmentsQuery)
  return (
    <Loaded query={query} what="the environments" title="Sluice">
      {([first]) =>
        first === undefined ? (
          <>
            <Title text="Nothing here yet" />
            <p>
              There is no environment. Make one with{' '}
              <code>sluice environments create production</code>.
            </p>
          </>
        ) : (
          <Navigate
            to="/environments/$environment/flags"
            params={{ environment: first.key }}
            search={{}}
            replace
          />
        )
      }
    </Loaded>
  )
}
