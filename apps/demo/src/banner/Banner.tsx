import { useVariant } from '@sluice/react'
import type { ReactElement } from 'react'
import './banner.css'

/** What the strip says when nobody has told us otherwise. */
export const everydayBanner = {
  text: 'Thrown and fired in one old mill on the Nore',
  tone: 'calm',
  link: { label: 'How we work', href: '#mill' },
}

/** The strip at the top: its words, its colour and its link are one flag. */
export function Banner(): ReactElement {
  const { text, tone, link } = useVariant('banner', everydayBanner)
  return (
    <aside className="banner" data-tone={tone} aria-label="News from the mill">
      <p key={text} className="wrap">
        <span>
          {text} <a href={link.href}>{link.label}</a>
        </span>
      </p>
    </aside>
  )
}
