import type { ReactElement } from 'react'
import type { CellFlag, VariantCell } from '../variants/cells.ts'

/** What `VariantTable` takes. */
export interface VariantTableProps {
  readonly flags: readonly CellFlag[]
  readonly cells: readonly VariantCell[]
  readonly draw: (cell: VariantCell, at: number) => ReactElement
}

/** Two flags: one down, one across. */
export function VariantTable({ flags, cells, draw }: VariantTableProps): ReactElement {
  const [down, across] = flags as readonly [CellFlag, CellFlag]
  return (
    <table>
      <caption className="hidden">
        {down.title}, by {across.title}
      </caption>
      <thead>
        <tr>
          <th scope="col">
            {down.title} <span className="soft">↓ {across.title} →</span>
          </th>
          {across.variants.map(({ name, title }) => (
            <th key={name} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {down.variants.map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.title}</th>
            {across.variants.map((column) => {
              const at = cells.findIndex(
                ({ variants }) =>
                  variants[down.key] === row.name && variants[across.key] === column.name,
              )
              const cell = cells[at]
              return <td key={column.name}>{cell && draw(cell, at)}</td>
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
