import type { ReactNode } from 'react'

/** Lets something wide be moved sideways, by the keyboard too. */
export function Sideways({
  label,
  children,
}: {
  readonly label: string
  readonly children: ReactNode
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
