import type { ReactElement } from 'react'

/** The name of the shop, drawn: seven bows of one line, like water over a weir. */
export function Wordmark(): ReactElement {
  return (
    <a className="wordmark" href="#top" aria-label="Millrace, to the top">
      <svg viewBox="0 0 178 44" width="142" height="35" aria-hidden="true">
        <g fill="none" stroke="currentColor" strokeWidth="5" strokeLinecap="round">
          <path d="M4 34V24a8 8 0 0 1 16 0V34M20 24a8 8 0 0 1 16 0V34" />
          <path d="M48 17V34M60 5V34M72 5V34" />
          <path d="M84 34V25a8 8 0 0 1 9-8" />
          <path d="M122 17V34M122 25.5a9 8.5 0 1 1 -18 0a9 8.5 0 1 1 18 0" />
          <path d="M147 19.5a9 8.5 0 1 0 0 12" />
          <path d="M155 26H172a9 8.5 0 1 0 -3 6" />
        </g>
        <circle cx="48" cy="7" r="3.4" fill="var(--river)" />
        <path
          d="M4 42q7 -4 14 0t14 0t14 0t14 0t14 0t14 0t14 0t14 0t14 0t14 0t14 0t14 0"
          fill="none"
          stroke="var(--river)"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
    </a>
  )
}
