import type { ChartLevel, ChartLine, ChartMarker } from './chart.ts'
import { pointPath } from './shapes.ts'

/** What the lines, levels and markers of a chart are; nothing where the title says it all. */
export function Legend({
  lines,
  levels,
  markers,
}: {
  readonly lines: readonly ChartLine[]
  readonly levels: readonly ChartLevel[]
  readonly markers: readonly ChartMarker[]
}) {
  if (lines.length < 2 && levels.length + markers.length === 0) return null
  return (
    <ul className="legend">
      {lines.length > 1 &&
        lines.map(({ name, isFaint = false }, index) => (
          <li key={name}>
            <svg
              className={`line-${index % 4}${isFaint ? ' faint-line' : ''}`}
              viewBox="0 0 28 12"
              aria-hidden="true"
            >
              <polyline className="line" points="0,6 28,6" />
              <path className="point" d={pointPath(index, 14, 6)} />
            </svg>{' '}
            {name}
          </li>
        ))}
      {levels.map(({ text }) => (
        <li key={text}>
          <Sample className="level" /> {text}
        </li>
      ))}
      {markers.map(({ at, text, kind }) => (
        <li key={`${at} ${text}`} className={`marker ${kind}`}>
          <Sample className="upright" /> {text}
        </li>
      ))}
    </ul>
  )
}

function Sample({ className }: { readonly className: string }) {
  return (
    <svg viewBox="0 0 28 12" aria-hidden="true">
      {className === 'upright' ? (
        <line className={className} x1={14} x2={14} y1={0} y2={12} />
      ) : (
        <line className={className} x1={0} x2={28} y1={6} y2={6} />
      )}
    </svg>
  )
}
