import { useEffect, type ReactNode } from 'react'

/** The heading of a page, which is also what the tab and a screen reader are told. */
export function Title({
  text,
  children,
}: {
  readonly text: string
  readonly children?: ReactNode
}) {
  useEffect(() => {
    document.title = `${text} · Sluice`
  }, [text])
  return (
    <div className="title">
      <h1 tabIndex={-1}>{text}</h1>
      {children}
    </div>
  )
}
