import * as React from 'react'

/** What `NothingHeard` takes. */
export interface NothingHeardProps {
  /** Whether the story was drawn, and told nothing. */
  readonly isUnheard: boolean
}

/** Says why there is nothing to show of a story. */
export function NothingHeard({ isUnheard }: NothingHeardProps): React.ReactElement {
  if (!isUnheard) return <>The story is on its way.</>
  return (
    <>
      This story is drawn without the addon: it asks for that itself, or nothing adds it. Where
      definePreview makes the preview, name it there too, as <code>addons: [sluice()]</code>; sluice
      is its default export.
    </>
  )
}
