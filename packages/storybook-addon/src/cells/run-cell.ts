import { addons } from 'storybook/preview-api'
import {
  STORY_ERRORED,
  STORY_FINISHED,
  STORY_MISSING,
  STORY_THREW_EXCEPTION,
} from 'storybook/internal/core-events'
import { sessionOf } from '../story/story-session.ts'
import { reportOf } from '../story/tell-manager.ts'
import type { CellAddress } from './cell-address.ts'
import type { CellMessage, Finding } from './cell-message.ts'
import { findingsOf } from './findings.ts'

const MARGIN_PX = 16
const PATIENCE_MS = 1_000

/** Draws one story, and tells the page around it how that went. */
export function runCell({ cell, hasAxe }: CellAddress): void {
  const story = new URLSearchParams(location.search).get('id') ?? ''
  const say = (said: Pick<CellMessage, 'outcome' | 'message' | 'findings' | 'axeFault'>): void => {
    const root = document.querySelector('#storybook-root')
    const message: CellMessage = {
      sluiceCell: cell,
      story,
      rows: reportOf(sessionOf(story))?.rows ?? [],
      height: Math.ceil((root?.getBoundingClientRect().bottom ?? 0) + MARGIN_PX),
      ...said,
    }
    window.parent.postMessage(JSON.parse(JSON.stringify(message)), location.origin)
  }
  let hasThrown = false
  const threw = ({ message, description }: { message?: string; description?: string }): void => {
    hasThrown = true
    say({ outcome: 'threw', message: message ?? description ?? 'something that is no error' })
  }
  void addons.ready().then((channel) => {
    channel.on(STORY_THREW_EXCEPTION, threw)
    channel.on(STORY_ERRORED, threw)
    channel.on(STORY_MISSING, () => threw({ message: 'There is no such story.' }))
    channel.on(STORY_FINISHED, () => {
      if (hasThrown) return
      const { a11y } = sessionOf(story)
      lookAt(hasAxe, a11y).then(
        (findings) => say({ outcome: 'drawn', findings }),
        (error: unknown) => say({ outcome: 'drawn', axeFault: String(error) }),
      )
    })
  })
}

async function lookAt(hasAxe: boolean, a11y: unknown): Promise<readonly Finding[] | undefined> {
  // Fonts change where lines break, and so the height.
  await Promise.race([document.fonts.ready, new Promise((go) => setTimeout(go, PATIENCE_MS))])
  return hasAxe ? findingsOf(a11y) : undefined
}
