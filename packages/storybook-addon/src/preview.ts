import { cellOf } from './cells/cell-address.ts'
import { leaveUnplayed } from './cells/leave-unplayed.ts'
import { runCell } from './cells/run-cell.ts'
import { GLOBALS } from './ids.ts'
import { hasChoices } from './story/choices.ts'
import { listenToManager } from './story/listen-to-manager.ts'
import { viewOf } from './story/report-story.ts'
import { withSluice, type StoryContext, type StoryDecorator } from './story/with-sluice.tsx'

const cell = typeof location === 'undefined' ? undefined : cellOf(location.search)
if (cell) runCell(cell)
else listenToManager()

/** Gives each story a client of its own. */
export const decorators: StoryDecorator[] = [withSluice]

/** What nobody has chosen. */
export const initialGlobals: Record<string, unknown> = {
  [GLOBALS.everywhere]: '',
  [GLOBALS.here]: {},
  [GLOBALS.view]: '',
}

/** Prepares a story that is a cell, makes way for the grid, or is drawn as somebody chose. */
export const beforeEach: (context: Pick<StoryContext, 'id' | 'globals'>) => void = ({
  id,
  globals,
}) => leaveUnplayed(cell !== undefined || viewOf(globals) !== 'story' || hasChoices(globals, id))
