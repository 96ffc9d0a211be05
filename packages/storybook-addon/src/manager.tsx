import * as React from 'react'
import { AddonPanel } from 'storybook/internal/components'
import { addons, types } from 'storybook/manager-api'
import { ADDON, PANEL, TOOL } from './ids.ts'
import { followLink } from './manager/follow-link.ts'
import { createStoryStore, type StoryStore } from './manager/story-store.ts'
import { useStory } from './manager/use-story.ts'
import { Panel } from './panel/Panel.tsx'
import { MenuButton } from './toolbar/MenuButton.tsx'

addons.register(ADDON, (api) => {
  const store = createStoryStore({
    on: (event, listener) => api.on(event, listener as Parameters<typeof api.on>[1]),
    emit: (event, ...said) => api.emit(event, ...said),
  })
  followLink(store, api)
  addons.add(PANEL, {
    type: types.PANEL,
    title: 'Gates',
    paramKey: ADDON,
    render: ({ active = false }) => <GatesPanel store={store} active={active} />,
  })
  addons.add(TOOL, {
    type: types.TOOL,
    title: 'Gates',
    match: ({ viewMode, tabId }) => viewMode === 'story' && (tabId ?? '') === '',
    render: () => <GatesTool store={store} />,
  })
})

interface GatesProps {
  readonly store: StoryStore
}

function GatesPanel({
  store,
  active,
}: GatesProps & { readonly active: boolean }): React.ReactElement {
  const story = useStory(store)
  return (
    <AddonPanel active={active}>
      <Panel {...story} />
    </AddonPanel>
  )
}

function GatesTool({ store }: GatesProps): React.ReactElement {
  const { report, isUnheard, onChoose } = useStory(store)
  return <MenuButton report={report} isUnheard={isUnheard} onChoose={onChoose} />
}
