import { useOptOut } from '@sluice/react/opt-out'
import type { ReactElement } from 'react'
import './take-part.css'

/** Where somebody says that they want no part in experiments. */
export function TakePart(): ReactElement {
  const { hasOptedOut, setOptOut } = useOptOut()
  return (
    <label className="take-part">
      <input
        type="checkbox"
        checked={!hasOptedOut}
        onChange={(event) => void setOptOut(!event.target.checked)}
      />
      Take part in experiments
    </label>
  )
}
