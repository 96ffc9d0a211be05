import type { ReactElement } from 'react'
import { TakePart } from '../people/TakePart.tsx'
import './footer.css'

/** Where the mill is, and that none of it is real. */
export function Footer(): ReactElement {
  return (
    <footer className="footer" id="mill">
      <div className="wrap footer-row">
        <div>
          <h2>The mill</h2>
          <p>
            Clay from Castlecomer, ash from our stove, and a river that has turned the same wheel
            since 1790. Four people, two kilns, one cat.
          </p>
        </div>
        <div>
          <h2>Delivery</h2>
          <p>
            Packed in straw and paper, on its way within two days. If a piece arrives in two pieces,
            tell us and we throw it again.
          </p>
        </div>
        <div>
          <h2>About this shop</h2>
          <p>
            Nothing here is for sale: Millrace is the demo of Sluice. Open “live” at the bottom of
            the page to see which flags draw it.
          </p>
          <TakePart />
        </div>
      </div>
    </footer>
  )
}
