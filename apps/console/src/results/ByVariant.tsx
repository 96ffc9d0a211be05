import type { ReactNode } from 'react'
import { Sideways } from '../page/Sideways.tsx'

interface ByVariantProps {
  readonly label: string
  /** What the rows are. */
  readonly head: string
  readonly variants: readonly string[]
  readonly rows: readonly {
    readonly key: string
    readonly title: ReactNode
    /** In the order of the variants. */
    readonly cells: readonly ReactNode[]
  }[]
}

/** A table of numbers with a column for each variant. */
export function ByVariant({ label, head, variants, rows }: ByVariantProps) {
  return (
    <Sideways label={label}>
      <table className="number">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {variants.map((variant) => (
              <th scope="col" key={variant}>
                {variant}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, title, cells }) => (
            <tr key={key}>
              <th scope="row">{title}</th>
              {variants.map((variant, at) => (
                <td key={variant}>{cells[at]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  )
}
