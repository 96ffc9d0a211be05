import type { ReactElement } from 'react'
import type { SeenVariant } from './counted.ts'
import './counted.css'

/** How often each variant of a flag was seen, as the service has counted it. */
export function SeenVariants({ seen }: { readonly seen: readonly SeenVariant[] }): ReactElement {
  return (
    <span className="seen-variants figures">
      <span className="soft">seen</span>
      {seen.map(({ variant, exposures }) => (
        <span key={variant} className="seen-variant">
          {variant} <strong>{exposures.toLocaleString('en')}</strong>
        </span>
      ))}
    </span>
  )
}
