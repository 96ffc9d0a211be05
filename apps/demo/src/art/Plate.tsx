import { useId, type ReactElement } from 'react'
import { chanceOf } from './chance.ts'
import type { Glaze } from './glazes.ts'
import { Speckles } from './Speckles.tsx'

interface PlateProps {
  readonly seed: string
  readonly glaze: Glaze
}

/** A plate on its stand, seen from the front. */
export function Plate({ seed, glaze }: PlateProps): ReactElement {
  const id = useId()
  return (
    <>
      <defs>
        <radialGradient id={`${id}ground`}>
          <stop offset="0" stopColor="#0a0d10" stopOpacity="0.36" />
          <stop offset="1" stopColor="#0a0d10" stopOpacity="0" />
        </radialGradient>
        <linearGradient id={`${id}round`} x1="0.1" y1="0" x2="0.9" y2="1">
          <stop offset="0" stopColor="#fff" stopOpacity="0.28" />
          <stop offset="0.5" stopColor="#fff" stopOpacity="0" />
          <stop offset="1" stopColor="#0a0d10" stopOpacity="0.34" />
        </linearGradient>
        <clipPath id={`${id}edge`}>
          <circle cx="120" cy="122" r="86" />
        </clipPath>
      </defs>
      <ellipse cx="128" cy="210" rx="84" ry="11" fill={`url(#${id}ground)`} />
      <g clipPath={`url(#${id}edge)`}>
        <circle cx="120" cy="122" r="86" fill={glaze.thin} />
        <circle cx="120" cy="122" r="82.5" fill={glaze.coat} />
        <path
          d="M20 150C52 168 70 128 104 140S168 176 230 130V230H20Z"
          fill={glaze.clay}
          fillOpacity="0.9"
        />
        <Speckles count={glaze.speckles} chance={chanceOf(seed)} colour={glaze.speckle} />
        <circle
          cx="120"
          cy="122"
          r="60"
          fill="none"
          stroke="#0a0d10"
          strokeOpacity="0.2"
          strokeWidth="2.5"
        />
        <circle
          cx="119"
          cy="121"
          r="58"
          fill="none"
          stroke="#fff"
          strokeOpacity="0.22"
          strokeWidth="1.5"
        />
        {[44, 30, 16].map((radius) => (
          <circle
            key={radius}
            cx="120"
            cy="122"
            r={radius}
            fill="none"
            stroke="#0a0d10"
            strokeOpacity="0.06"
            strokeWidth="2"
          />
        ))}
        <circle cx="120" cy="122" r="86" fill={`url(#${id}round)`} />
      </g>
    </>
  )
}
