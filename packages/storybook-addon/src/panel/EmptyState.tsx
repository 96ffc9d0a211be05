import * as React from 'react'

const EXAMPLE = `import { Gate } from '@sluice/react'

<Gate flag="new-checkout" fallback={<OldCheckout />}>
  <NewCheckout />
</Gate>`

/** Says of a story without flags what would give it one. */
export function EmptyState(): React.ReactElement {
  return (
    <div className="empty">
      <h3>This story reads no gate</h3>
      <p className="soft">A component that draws one of two things by a flag would:</p>
      <pre>
        <code>{EXAMPLE}</code>
      </pre>
    </div>
  )
}
