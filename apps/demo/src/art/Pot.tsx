import { useId, type ReactElement } from 'react'
import { chanceOf } from './chance.ts'
import { Handle, InFront, Behind } from './fittings.tsx'
import { glazes, type GlazeName } from './glazes.ts'
import { AXIS, TILT, coat, radiusAt, shine, silhouette } from './outline.ts'
import { Plate } from './Plate.tsx'
import { shapes, type Shape, type ShapeName } from './shapes.ts'
import { Speckles } from './Speckles.tsx'

/** What a drawn pot needs to know. */
export interface PotProps {
  /** Decides drips and speckles: the same seed draws the same pot. */
  readonly seed: string
  readonly shape: ShapeName
  readonly glaze: GlazeName
}

/** A pot, drawn. It is decoration: whoever shows it says its name in text. */
export function Pot({ seed, shape, glaze }: PotProps): ReactElement {
  return (
    <svg className="pot" viewBox="0 0 240 240" aria-hidden="true" focusable="false">
      {shape === 'plate' ? (
        <Plate seed={seed} glaze={glazes[glaze]} />
      ) : (
        <Thrown seed={seed} shape={shapes[shape]} glaze={glazes[glaze]} />
      )}
    </svg>
  )
}

interface ThrownProps {
  readonly seed: string
  readonly shape: Shape
  readonly glaze: (typeof glazes)[GlazeName]
}

function Thrown({ seed, shape, glaze }: ThrownProps): ReactElement {
  const id = useId()
  const chance = chanceOf(seed)
  const { profile } = shape
  const body = silhouette(profile)
  const rim = profile[0] ?? [0, 0]
  const foot = profile.at(-1) ?? [0, 0]
  const rings = [0.34, 0.5, 0.66, 0.8].map((share) => rim[1] + (foot[1] - rim[1]) * share)
  return (
    <>
      <defs>
        <clipPath id={`${id}body`}>
          <path d={body} />
        </clipPath>
        <linearGradient id={`${id}round`}>
          <stop offset="0" stopColor="#0a0d10" stopOpacity="0.3" />
          <stop offset="0.26" stopColor="#fff" stopOpacity="0.16" />
          <stop offset="0.5" stopColor="#0a0d10" stopOpacity="0" />
          <stop offset="1" stopColor="#0a0d10" stopOpacity="0.46" />
        </linearGradient>
        <radialGradient id={`${id}ground`}>
          <stop offset="0" stopColor="#0a0d10" stopOpacity="0.36" />
          <stop offset="1" stopColor="#0a0d10" stopOpacity="0" />
        </radialGradient>
      </defs>
      <ellipse
        cx={AXIS + 12}
        cy={foot[1] + 4}
        rx={foot[0] * 1.25 + 34}
        ry="13"
        fill={`url(#${id}ground)`}
      />
      <Behind extra={shape.extra} glaze={glaze} />
      {shape.handle === undefined ? undefined : (
        <Handle handle={shape.handle} profile={profile} glaze={glaze} />
      )}
      <g clipPath={`url(#${id}body)`}>
        <path d={body} fill={glaze.clay} />
        <path d={coat(shape.dip + 3, chanceOf(seed), shape.run)} fill={glaze.thin} />
        <path d={coat(shape.dip, chanceOf(seed), shape.run)} fill={glaze.coat} />
        <Speckles count={glaze.speckles} chance={chance} colour={glaze.speckle} />
        {rings.map((y) => (
          <ellipse
            key={y}
            cx={AXIS}
            cy={y}
            rx={radiusAt(profile, y)}
            ry={radiusAt(profile, y) * TILT}
            fill="none"
            stroke="#0a0d10"
            strokeOpacity="0.05"
            strokeWidth="2"
          />
        ))}
        <rect
          x={AXIS - Math.max(...profile.map(([radius]) => radius))}
          width={2 * Math.max(...profile.map(([radius]) => radius))}
          height="240"
          fill={`url(#${id}round)`}
        />
        <path
          d={shine(profile, rim[1] + 8, rim[1] + (foot[1] - rim[1]) * 0.72)}
          fill="none"
          stroke="#fff"
          strokeOpacity="0.3"
          strokeWidth="5"
          strokeLinecap="round"
        />
      </g>
      <ellipse cx={AXIS} cy={rim[1]} rx={rim[0]} ry={rim[0] * TILT} fill={glaze.thin} />
      <ellipse
        cx={AXIS}
        cy={rim[1] + 0.6}
        rx={Math.max(0, rim[0] - 2.6)}
        ry={Math.max(0, rim[0] * TILT - 1.8)}
        fill={glaze.coat}
      />
      <ellipse
        cx={AXIS}
        cy={rim[1] + 0.6}
        rx={Math.max(0, rim[0] - 2.6)}
        ry={Math.max(0, rim[0] * TILT - 1.8)}
        fill="#0a0d10"
        fillOpacity="0.34"
      />
      <InFront extra={shape.extra} glaze={glaze} />
    </>
  )
}
