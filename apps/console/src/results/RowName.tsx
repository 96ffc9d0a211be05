import { Name } from '../page/Name.tsx'
import type { Row } from './read-row.ts'

/** What a row of the scorecard is called; each name keeps its own direction. */
export function RowName({ row: { within, title } }: { readonly row: Row }) {
  return (
    <>
      {within !== undefined && (
        <>
          <Name text={within} />
          {': '}
        </>
      )}
      <Name text={title} />
    </>
  )
}
