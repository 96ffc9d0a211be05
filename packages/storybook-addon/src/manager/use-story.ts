import * as React from 'react'
import {
  STORY_CHANGED,
  STORY_ERRORED,
  STORY_RENDERED,
  STORY_THREW_EXCEPTION,
} from 'storybook/internal/core-events'
import { useChannel, useStorybookState } from 'storybook/manager-api'
import { EVENTS } from '../ids.ts'
import type { PanelProps } from '../panel/Panel.tsx'
import type { Choice, LiveEnvironment, StoryReport } from '../report/report.ts'

/** What the open story says, and how to choose for it. */
export function useStory(): PanelProps {
  const { storyId } = useStorybookState()
  const [report, setReport] = React.useState<StoryReport>()
  const [crash, setCrash] = React.useState<string>()
  const [live, setLive] = React.useState<readonly LiveEnvironment[]>()
  const threw = ({ message, description }: { message?: string; description?: string }): void =>
    setCrash(message ?? description ?? 'something that is no error.')
  const emit = useChannel({
    [EVENTS.report]: setReport,
    [EVENTS.live]: setLive,
    [STORY_CHANGED]: () => setCrash(undefined),
    [STORY_RENDERED]: () => setCrash(undefined),
    [STORY_THREW_EXCEPTION]: threw,
    [STORY_ERRORED]: threw,
  })
  // The story may have said it before anybody listened.
  React.useEffect(() => emit(EVENTS.ask, storyId), [emit, storyId])
  return {
    report: report?.story === storyId ? report : undefined,
    crash,
    live,
    onChoose: (choice: Choice) => emit(EVENTS.choose, storyId, choice),
    onAskLive: (isOn) => (isOn ? emit(EVENTS.askLive) : setLive(undefined)),
  }
}
