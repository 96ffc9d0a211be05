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
  'M116 138C92 134 62 116 54 84C84 88 110 108 116 138Z',
  'M124 138C148 132 176 110 182 78C154 84 128 106 124 138Z',
  'M120 138C100 110 98 68 116 30C136 66 142 108 120 138Z',
  'M112 138C96 122 84 98 86 62C106 82 118 110 112 138Z',
  'M128 138C142 122 152 100 148 66C132 84 122 110 128 138Z',
]

function Plant(): ReactElement {
  return (
    <g>
      {LEAVES.map((leaf, at) => (
        <path key={leaf} d={leaf} fill={at < 3 ? '#4b7852' : '#6a9664'} />
      ))}
      <g fill="none" stroke="#dbe7c8" strokeOpacity="0.42" strokeWidth="1.6">
        <path d="M114 134C100 114 82 98 60 88" />
        <path d="M126 134C138 112 156 96 177 84" />
        <path d="M118 132C112 104 112 70 116 42" />
        <path d="M111 132C100 112 92 92 89 72" />
        <path d="M129 132C138 114 144 94 146 76" />
      </g>
    </g>
  )
}
