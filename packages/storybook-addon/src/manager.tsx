import * as React from 'react'
import { AddonPanel } from 'storybook/internal/components'
import { addons, types } from 'storybook/manager-api'
import { ADDON, PANEL, TOOL } from './ids.ts'
import { Panel } from './panel/Panel.tsx'
import { MenuButton } from './toolbar/MenuButton.tsx'
import { useStory } from './manager/use-story.ts'

addons.register(ADDON, () => {
  addons.add(PANEL, {
    type: types.PANEL,
    title: 'Gates',
    paramKey: ADDON,
    render: ({ active = false }) => <GatesPanel active={active} />,
  })
  addons.add(TOOL, {
    type: types.TOOL,
    title: 'Gates',
    match: ({ viewMode, tabId }) => viewMode === 'story' && (tabId ?? '') === '',
    render: () => <GatesTool />,
  })
})

function GatesPanel({ active }: { readonly active: boolean }): React.ReactElement {
  const story = useStory()
  return (
    <AddonPanel active={active}>
      <Panel {...story} />
    </AddonPanel>
  )
}

function GatesTool(): React.ReactElement {
  const { report, onChoose } = useStory()
  return <MenuButton report={report} onChoose={onChoose} />
}
