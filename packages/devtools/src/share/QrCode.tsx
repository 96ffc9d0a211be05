import type { ReactElement } from 'react'
import { encode } from 'uqr'

/** What the largest code holds, in bytes, with the least correction. */
const MOST_BYTES = 2900

/** A link as a picture that a telephone reads. */
export function QrCode({ text }: { readonly text: string }): ReactElement {
  if (text.length > MOST_BYTES)
    return (
      <p role="alert">
        A code holds {MOST_BYTES} characters, this link has {text.length}. Share less, or copy the
        link.
      </p>
    )
  const { data, size } = encode(text, { ecc: 'L', border: 2 })
  const path = data
    .flatMap((line, y) => line.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  return (
    <svg
      style={{ width: 'min(260px,100%)', alignSelf: 'center' }}
      viewBox={`0 0 ${size} ${size}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a policy may forbid pictures, and this is none
      role="img"
      aria-label="The link as QR code"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}
