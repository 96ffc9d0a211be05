import * as React from 'react'
import { Button, PopoverProvider } from 'storybook/internal/components'
import { Menu, type MenuProps } from './Menu.tsx'

/** The button in the toolbar, with how many choices are in force. */
export function MenuButton({ report, isUnheard, onChoose }: MenuProps): React.ReactElement {
  const forced = report?.forced ?? 0
  const label = forced === 0 ? 'Gates' : `Gates, ${forced} chosen`
  return (
    <PopoverProvider
      ariaLabel="Gates"
      placement="bottom"
      padding={0}
      popover={<Menu report={report} isUnheard={isUnheard} onChoose={onChoose} />}
    >
      <Button ariaLabel={label} size="small" variant="ghost">
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <path
            d="M1.5 1.5h11M2.5 1.5v11M11.5 1.5v11M2.5 5.5h9M2.5 9h9"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.4"
            strokeLinecap="round"
          />
        </svg>
        Gates{forced > 0 && ` · ${forced}`}
      </Button>
    </PopoverProvider>
  )
}
