import { useCallback, type ReactElement, type Ref } from 'react'
import { muteCell } from './mute-cells.ts'

/** What `CellFrame` takes. */
export interface CellFrameProps {
  readonly title: string
  /** Where its story is. */
  readonly src: string
  readonly className?: string
  readonly frameRef?: Ref<HTMLIFrameElement>
}

/** A story in a document of its own, so that it has a width, and nothing in common with the others. */
export function CellFrame({ title, src, className, frameRef }: CellFrameProps): ReactElement {
  const take = useCallback(
    (frame: HTMLIFrameElement | null): void => {
      muteCell(frame)
      if (typeof frameRef === 'function') frameRef(frame)
    },
    [frameRef],
  )
  return <iframe ref={take} title={title} src={src} className={className} tabIndex={-1} />
}
