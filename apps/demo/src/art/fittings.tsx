import type { ReactElement } from 'react'
import type { Glaze } from './glazes.ts'
import { AXIS, radiusAt, type Profile } from './outline.ts'
import type { Handle as HandleShape, Shape } from './shapes.ts'

interface HandleProps {
  readonly handle: HandleShape
  readonly profile: Profile
  readonly glaze: Glaze
}

/** A pulled handle, behind the body that it grows from. */
export function Handle({ handle, profile, glaze }: HandleProps): ReactElement {
  const { from, to, reach } = handle
  const top = AXIS + radiusAt(profile, from) - 6
  const bottom = AXIS + radiusAt(profile, to) - 6
  const out = Math.max(top, bottom) + reach
  const path = `M${top} ${from}C${out} ${from - 12} ${out + 8} ${to - 14} ${bottom} ${to}`
  return (
    <g fill="none" strokeLinecap="round">
      <path d={path} stroke="#0a0d10" strokeOpacity="0.25" strokeWidth="14" />
      <path d={path} stroke={glaze.coat} strokeWidth="12" />
      <path d={path} stroke="#0a0d10" strokeOpacity="0.2" strokeWidth="12" />
      <path d={path} stroke={glaze.thin} strokeOpacity="0.7" strokeWidth="3" />
    </g>
  )
}

interface ExtraProps {
  readonly extra: Shape['extra']
  readonly glaze: Glaze
}

/** What stands behind or inside a pot. */
export function Behind({ extra, glaze }: ExtraProps): ReactElement | undefined {
  if (extra === 'teapot') {
    return (
      <g>
        <path
          d="M72 178C44 170 46 138 22 120Q27 110 39 111C56 122 62 132 78 138Z"
          fill={glaze.coat}
        />
        <path d="M22 120Q27 110 39 111L36 116Q29 116 25 122Z" fill={glaze.thin} />
      </g>
    )
  }
  if (extra === 'lip') {
    return <path d="M93 74C90 62 82 52 72 46C84 42 104 44 120 46L118 60Z" fill={glaze.coat} />
  }
  if (extra === 'reed') {
    return (
      <g fill="none" stroke="#7d7a4b" strokeWidth="2.4" strokeLinecap="round">
        <path d="M119 84C117 60 112 40 104 22" />
        <path d="M121 84C124 62 134 44 148 34" />
        <path d="M120 84C120 66 121 50 126 30" />
        <g fill="#8a5b35" stroke="none">
          <ellipse cx="103" cy="18" rx="5" ry="14" transform="rotate(-20 103 18)" />
          <ellipse cx="127" cy="24" rx="4.4" ry="12" transform="rotate(12 127 24)" />
        </g>
        <path d="M148 34C156 30 160 30 166 32" stroke="#9aa06a" />
      </g>
    )
  }
  return extra === 'plant' ? <Plant /> : undefined
}

/** What sits on top of a pot. */
export function InFront({ extra, glaze }: ExtraProps): ReactElement | undefined {
  if (extra === 'teapot') {
    return (
      <g>
        <path d="M88 105C90 93 104 87 120 87S150 93 152 105A32 5 0 0 1 88 105Z" fill={glaze.coat} />
        <path
          d="M88 105C90 93 104 87 120 87S150 93 152 105A32 5 0 0 1 88 105Z"
          fill="#0a0d10"
          fillOpacity="0.14"
        />
        <path
          d="M96 100C100 94 108 91 116 90"
          stroke="#fff"
          strokeOpacity="0.4"
          strokeWidth="3"
          fill="none"
          strokeLinecap="round"
        />
        <ellipse cx="120" cy="81" rx="8" ry="7.4" fill={glaze.thin} />
        <ellipse cx="117.6" cy="78.6" rx="2.4" ry="1.8" fill="#fff" fillOpacity="0.5" />
      </g>
    )
  }
  if (extra === 'lid') {
    return (
      <g>
        <path d="M84 90C84 66 100 60 120 60S156 66 156 90A36 6 0 0 1 84 90Z" fill={glaze.coat} />
        <path
          d="M120 60C140 60 156 66 156 90A36 6 0 0 1 122 96C140 92 142 70 120 60Z"
          fill="#0a0d10"
          fillOpacity="0.22"
        />
        <path
          d="M93 82C94 72 102 67 110 66"
          stroke="#fff"
          strokeOpacity="0.4"
          strokeWidth="4"
          fill="none"
          strokeLinecap="round"
        />
        <ellipse cx="120" cy="54" rx="10" ry="8.6" fill={glaze.thin} />
        <ellipse cx="117" cy="51" rx="3" ry="2" fill="#fff" fillOpacity="0.5" />
      </g>
    )
  }
  if (extra === 'cork') {
    return (
      <g>
        <path d="M112 62L111 44Q120 40 129 44L128 62Q120 66 112 62Z" fill="#c49a6a" />
        <ellipse cx="120" cy="44" rx="9" ry="2.6" fill="#dab98c" />
      </g>
    )
  }
  return undefined
}

const LEAVES = [
  'M120 140C116 104 92 84 66 76C72 104 92 126 120 140Z',
  'M120 140C124 100 150 82 178 80C170 108 150 128 120 140Z',
  'M120 140C104 108 104 72 118 40C134 70 136 106 120 140Z',
  'M120 140C98 130 72 128 50 136C72 148 98 150 120 140Z',
  'M120 140C142 132 166 130 190 140C168 150 142 150 120 140Z',
]

function Plant(): ReactElement {
  return (
    <g>
      {LEAVES.map((leaf, at) => (
        <path key={leaf} d={leaf} fill={at % 2 === 0 ? '#5f8a5e' : '#47734f'} />
      ))}
      <g fill="none" stroke="#d8e4c4" strokeOpacity="0.4" strokeWidth="1.6">
        <path d="M120 138C112 112 94 94 70 80" />
        <path d="M120 138C130 110 150 94 174 84" />
        <path d="M120 138C116 106 116 74 118 48" />
      </g>
    </g>
  )
}
