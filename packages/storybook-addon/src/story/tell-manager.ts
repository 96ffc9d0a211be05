import { addons } from 'storybook/preview-api'
import { EVENTS } from '../ids.ts'
import { getManifest } from '../manifest/held-manifest.ts'
import type { StoryReport } from '../report/report.ts'
import { readChoices } from './choices.ts'
import { checkParameters } from './parameters.ts'
import { reportStory } from './report-story.ts'
import type { StorySession } from './story-session.ts'

const waiting = new Set<StorySession>()

/** Tells the frame of Storybook about a story, once for all that a task changes. */
export function tellManager(session: StorySession): void {
  if (waiting.size === 0) queueMicrotask(tellNow)
  waiting.add(session)
}

function tellNow(): void {
  const sessions = [...waiting]
  waiting.clear()
  for (const session of sessions) tell(session)
}

function tell(session: StorySession): void {
  const report = reportOf(session)
  if (report) addons.getChannel().emit(EVENTS.report, report)
}

/**
 * Says what is known of a story.
 *
 * @returns `undefined` before it was drawn
 */
export function reportOf(session: StorySession): StoryReport | undefined {
  const place = session.last
  if (!place) return undefined
  const globals = place.globals()
  return reportStory({
    session,
    client: place.client,
    manifest: getManifest(),
    parameters: checkParameters(place.parameters()),
    choices: readChoices(globals, session.id),
    resolved: place.resolved(),
    globals,
  })
}
