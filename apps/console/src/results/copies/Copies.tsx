import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Copy } from '../../page/Copy.tsx'
import { ask, inEnvironment } from '../../service/ask.ts'
import type { Results } from '../../service/shapes/results.ts'
import { useMayNote } from '../../session/use-may-note.ts'
import { csvOf } from './csv.ts'
import { markdownOf } from './markdown.ts'
import { pictureOf } from './picture.ts'

/** Ways to take results along: as text, as a table, as a picture, as a link to what they are now. */
export function Copies({ results }: { readonly results: Results }) {
  const mayNote = useMayNote()
  return (
    <>
      <Copy text={() => markdownOf(results, window.location.href)}>Copy as Markdown</Copy>
      <Copy text={() => csvOf(results)}>Copy as CSV</Copy>
      <Copy picture={async () => pictureOf(results, window.location.href)}>Copy as PNG</Copy>
      <button type="button" onClick={() => window.print()}>
        Print
      </button>
      {mayNote && results.snapshot === null && <Freeze results={results} />}
    </>
  )
}

/** Keeps results as they are now, under an address of their own. */
function Freeze({ results: { environment, key, differs = [] } }: { readonly results: Results }) {
  const queries = useQueryClient()
  const freeze = useMutation({
    mutationFn: async () =>
      ask<Results>(inEnvironment(environment, 'experiments', key, 'snapshots'), {
        method: 'POST',
        body: {},
      }),
    onSuccess: async () => queries.invalidateQueries({ queryKey: ['results', environment, key] }),
  })
  return (
    <span className="copy">
      <button type="button" disabled={freeze.isPending} onClick={() => freeze.mutate()}>
        {differs.length > 0 ? 'Freeze the results of the plan' : 'Freeze these results'}
      </button>
      <output>
        {freeze.isPending && 'Freezing …'}
        {freeze.isSuccess && 'Frozen; the link is below.'}
        {freeze.error?.message}
      </output>
    </span>
  )
}
