import type { ReactElement } from 'react'

/** Pays at once, with what is on file. */
export function ExpressPay({ onOrder }: { readonly onOrder: () => void }): ReactElement {
  return (
    <div className="express">
      <button type="button" className="button" data-look="ink" data-wide onClick={onOrder}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M9 1L3 9h4l-1 6 7-9H9z" fill="currentColor" />
        </svg>
        Pay at once
      </button>
      <p className="express-or soft">or</p>
    </div>
  )
}
