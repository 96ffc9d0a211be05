import type { ReactElement } from 'react'

interface SpecklesProps {
  readonly count: number
  readonly chance: () => number
  readonly colour: string
}

/** Iron in the clay that burns through the glaze, as one path. */
export function Speckles({ count, chance, colour }: SpecklesProps): ReactElement {
  let dots = ''
  for (let dot = 0; dot < count; dot += 1) {
    const x = Math.round(36 + chance() * 168)
    const y = Math.round(44 + chance() * 162)
    const size = (0.5 + chance() ** 3 * 1.5).toFixed(1)
    dots += `M${x} ${y}m-${size} 0a${size} ${size} 0 1 0 ${Number(size) * 2} 0a${size} ${size} 0 1 0 -${Number(size) * 2} 0`
  }
  return <path d={dots} fill={colour} fillOpacity="0.55" />
}
