import {
  STORY_CHANGED,
  STORY_RENDER_PHASE_CHANGED,
  STORY_RENDERED,
  STORY_THREW_EXCEPTION,
} from 'storybook/internal/core-events'
import { EVENTS } from '../ids.ts'
import type { Choice, LiveEnvironment, StoryReport } from '../report/report.ts'

/** How one side of Storybook hears the other. */
export interface StoryChannel {
  on(event: string, listener: (...said: never[]) => void): unknown
  emit(event: string, ...said: unknown[]): unknown
}

/** What was last heard of the open story. */
export interface HeardStory {
  readonly report?: StoryReport | undefined
  /** What it threw. */
  readonly crash?: string | undefined
  /** A story that was drawn without the addon, and so tells nothing. */
  readonly unheard?: string | undefined
  readonly live?: readonly LiveEnvironment[] | undefined
}

/** Keeps what the story says, from the moment that Storybook opens, for whatever shows it later. */
export interface StoryStore {
  readonly get: () => HeardStory
  readonly subscribe: (listener: () => void) => () => void
  ask(story: string): void
  choose(story: string, choice: Choice): void
  askLive(isOn: boolean): void
}

/** Begins to listen to stories. */
export function createStoryStore(channel: StoryChannel): StoryStore {
  let heard: HeardStory = {}
  const listeners = new Set<() => void>()
  const hear = (next: HeardStory): void => {
    heard = { ...heard, ...next }
    for (const listener of listeners) listener()
  }
  channel.on(EVENTS.report, (report: StoryReport) =>
    hear({ report, unheard: undefined, ...(report.isDrawn && { crash: undefined }) }),
  )
  channel.on(STORY_RENDERED, (story: string) => {
    if (heard.report?.story !== story) hear({ unheard: story })
  })
  channel.on(EVENTS.live, (live: readonly LiveEnvironment[]) => hear({ live }))
  channel.on(STORY_CHANGED, () => hear({ crash: undefined }))
  channel.on(STORY_RENDER_PHASE_CHANGED, ({ newPhase }: { newPhase: string }) => {
    // Not each time it is drawn again: what threw is not tried by that.
    if (heard.crash !== undefined && newPhase === 'preparing') hear({ crash: undefined })
  })
  channel.on(STORY_THREW_EXCEPTION, ({ message }: { message?: string }) =>
    hear({ crash: message ?? 'something that is no error.' }),
  )
  return {
    get: () => heard,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    ask: (story) => void channel.emit(EVENTS.ask, story),
    choose: (story, choice) => void channel.emit(EVENTS.choose, story, choice),
    askLive(isOn) {
      if (isOn) channel.emit(EVENTS.askLive)
      else hear({ live: undefined })
    },
  }
}
