import { useEffect, useRef, type ReactElement, type ReactNode } from 'react'
import { useMovedFocus } from './use-moved-focus.ts'
import './sheet.css'

interface SheetProps {
  readonly open: boolean
  readonly onClose: () => void
  /** The id of the heading inside. */
  readonly labelledBy: string
  readonly children: ReactNode
}

/**
 * A panel from the side, over the page. It is a modal dialog of the browser, so
 * focus stays inside, Escape closes it, and focus goes back to where it was.
 */
export function Sheet({ open, onClose, labelledBy, children }: SheetProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    const element = dialog.current
    if (element === null || element.open === open) return
    if (open) element.showModal()
    else element.close()
  }, [open])

  useEffect(() => {
    const element = dialog.current
    if (element === null) return undefined
    // The dialog's own box ends at its content: a press on the element is one on the backdrop.
    const closeFromBackdrop = (event: MouseEvent): void => {
      if (event.target === element) onClose()
    }
    element.addEventListener('click', closeFromBackdrop)
    return () => element.removeEventListener('click', closeFromBackdrop)
  }, [onClose])

  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={labelledBy} onClose={onClose}>
      {open ? <div className="sheet-inside">{children}</div> : undefined}
    </dialog>
  )
}

interface SheetHeadProps {
  readonly id: string
  readonly title: string
  readonly onClose: () => void
}

/** The heading of a sheet, and its way out. Another title takes the focus, as a new page would. */
export function SheetHead({ id, title, onClose }: SheetHeadProps): ReactElement {
  const heading = useMovedFocus<HTMLHeadingElement>(title)
  return (
    <div className="sheet-head">
      <h2 ref={heading} id={id} tabIndex={-1}>
        {title}
      </h2>
      <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path
            d="M5 5l10 10M15 5L5 15"
            stroke="currentColor"
            strokeWidth="2"
            strokeLinecap="round"
          />
        </svg>
      </button>
    </div>
  )
}
