import { STORY_RENDER_PHASE_CHANGED, STORY_THREW_EXCEPTION } from 'storybook/internal/core-events'
import { expect, it } from 'vitest'
import { EVENTS } from '../ids.ts'
import { createStoryStore } from './story-store.ts'

it('keeps what a story threw until it stands again, however often it is drawn without that', () => {
  const listeners = new Map<string, (...said: never[]) => void>()
  const store = createStoryStore({
    on: (event, listener) => listeners.set(event, listener),
    emit() {},
  })
  const say = (event: string, said: object): void => listeners.get(event)?.(said as never)
  say(STORY_THREW_EXCEPTION, { message: 'No way.' })
  say(STORY_RENDER_PHASE_CHANGED, { newPhase: 'loading' })
  say(STORY_RENDER_PHASE_CHANGED, { newPhase: 'rendering' })
  say(EVENTS.report, { isDrawn: false })
  expect(store.get().crash).toBe('No way.')
  say(EVENTS.report, { isDrawn: true })
  expect(store.get().crash).toBeUndefined()
})
