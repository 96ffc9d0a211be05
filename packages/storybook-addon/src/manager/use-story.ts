import * as React from 'react'
import { useStorybookState } from 'storybook/manager-api'
import type { PanelProps } from '../panel/Panel.tsx'
import type { StoryStore } from './story-store.ts'

/** What the open story says, and how to choose for it. */
export function useStory(store: StoryStore): PanelProps {
  const { storyId } = useStorybookState()
  const { report, crash, live, unheard } = React.useSyncExternalStore(store.subscribe, store.get)
  React.useEffect(() => store.ask(storyId), [store, storyId])
  return {
    report: report?.story === storyId ? report : undefined,
    isUnheard: unheard === storyId,
    crash,
    live,
    onChoose: (choice) => store.choose(storyId, choice),
    onAskLive: (isOn) => store.askLive(isOn),
  }
}
