import { useEffect, type ReactNode } from 'react'
import { isolate } from './isolate.ts'

/** The heading of a page, which is also what the tab and a screen reader are told. */
export function Title({
  text,
  children,
}: {
  readonly text: string
  readonly children?: ReactNode
}) {
  useEffect(() => {
    document.title = `${isolate(text)} · Sluice`
  }, [text])
  return (
    <div className="title">
      <h1 tabIndex={-1} dir="auto">
        {text}
      </h1>
      {children}
    </div>
  )
}
