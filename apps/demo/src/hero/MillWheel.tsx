import type { ReactElement } from 'react'
import './mill-wheel.css'

const SPOKES = [0, 30, 60, 90, 120, 150]
const PADDLES = Array.from({ length: 24 }, (_, at) => at * 15)

/** The water wheel of the mill, turning slowly. Decoration. */
export function MillWheel(): ReactElement {
  return (
    <svg className="mill-wheel" viewBox="0 0 400 400" aria-hidden="true" focusable="false">
      <g className="mill-wheel-turning" fill="none" stroke="currentColor">
        <circle cx="200" cy="200" r="150" strokeWidth="10" />
        <circle cx="200" cy="200" r="122" strokeWidth="4" />
        {SPOKES.map((turn) => (
          <path key={turn} d="M200 50V350" strokeWidth="7" transform={`rotate(${turn} 200 200)`} />
        ))}
        {PADDLES.map((turn) => (
          <path
            key={turn}
            d="M200 76L206 22"
            strokeWidth="9"
            strokeLinecap="round"
            transform={`rotate(${turn} 200 200)`}
          />
        ))}
        <circle cx="200" cy="200" r="26" fill="var(--stage)" strokeWidth="8" />
        <circle cx="200" cy="200" r="7" fill="currentColor" stroke="none" />
      </g>
    </svg>
  )
}
