import { useId, useState, type ReactNode } from 'react'
import { Sideways } from '../page/Sideways.tsx'

/** A drawing with its title, which is a table of the same numbers at the press of a button. */
export function Figure({
  title,
  level = 3,
  className,
  table,
  words,
  children,
}: {
  readonly title: string
  /** Of the heading. */
  readonly level?: 2 | 3 | 4
  readonly className?: string
  /** A `<table>`. */
  readonly table: ReactNode
  /** What it says, for those who see neither. */
  readonly words?: string
  readonly children: (titleId: string) => ReactNode
}) {
  const [isTable, setTable] = useState(false)
  const id = useId()
  const Heading = `h${level}` as const
  return (
    <figure className={className} aria-labelledby={id}>
      <figcaption>
        <Heading id={id}>{title}</Heading>
        <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          Table<span className="hidden"> of {title}</span>
        </button>
      </figcaption>
      {isTable ? <Sideways label={`${title}, as a table`}>{table}</Sideways> : children(id)}
      {words !== undefined && <p>{words}</p>}
    </figure>
  )
}
