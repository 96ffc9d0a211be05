import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { Loaded } from '../page/State.tsx'
import { snapshotQuery } from '../service/queries.ts'
import { ResultsArticle } from './ResultsPage.tsx'

/** Results as they were frozen: whoever has the link sees the same for good. */
export function SnapshotPage() {
  const { environment, key, id } = useParams({
    from: '/in/environments/$environment/experiments/$key/snapshots/$id',
  })
  const view = useSearch({ from: '/in/environments/$environment/experiments/$key/snapshots/$id' })
  const snapshot = useQuery(snapshotQuery(environment, key, id))
  return (
    <Loaded query={snapshot} what="the frozen results" title={key}>
      {(data) => <ResultsArticle results={data} view={view} isUpdating={false} />}
    </Loaded>
  )
}
