import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'

/** After the order. */
export function Thanks({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <div className="sheet-body thanks">
      <div className="thanks-tile tile" data-glaze="ochre">
        <Pot seed="thanks" shape="budVase" glaze="ochre" />
      </div>
      <p className="thanks-words">Your order is with us. Or would be, if this were a real shop.</p>
      <button type="button" className="button" data-look="quiet" onClick={onClose}>
        Back to the shelves
      </button>
    </div>
  )
}
