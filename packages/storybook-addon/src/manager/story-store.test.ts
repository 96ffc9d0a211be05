import {
  STORY_RENDER_PHASE_CHANGED,
  STORY_RENDERED,
  STORY_THREW_EXCEPTION,
} from 'storybook/internal/core-events'
import { expect, it } from 'vitest'
import { EVENTS } from '../ids.ts'
import { createStoryStore } from './story-store.ts'

function listen() {
  const listeners = new Map<string, (...said: never[]) => void>()
  const store = createStoryStore({
    on: (event, listener) => listeners.set(event, listener),
    emit() {},
  })
  const say = (event: string, said: unknown): void => listeners.get(event)?.(said as never)
  return { store, say }
}

it('tells a story that is drawn without the addon from one that is on its way', () => {
  const { store, say } = listen()
  say(EVENTS.report, { story: 'a--b', isDrawn: true })
  say(STORY_RENDERED, 'a--b')
  expect(store.get().unheard).toBeUndefined()
  say(STORY_RENDERED, 'c--d')
  expect(store.get().unheard).toBe('c--d')
  say(EVENTS.report, { story: 'a--b', isDrawn: true })
  expect(store.get().unheard).toBeUndefined()
})

it('keeps what a story threw until it stands again, however often it is drawn without that', () => {
  const { store, say } = listen()
  say(STORY_THREW_EXCEPTION, { message: 'No way.' })
  say(STORY_RENDER_PHASE_CHANGED, { newPhase: 'loading' })
  say(STORY_RENDER_PHASE_CHANGED, { newPhase: 'rendering' })
  say(EVENTS.report, { isDrawn: false })
  expect(store.get().crash).toBe('No way.')
  say(EVENTS.report, { isDrawn: true })
  expect(store.get().crash).toBeUndefined()
})
