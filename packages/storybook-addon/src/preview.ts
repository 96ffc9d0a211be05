import { GLOBALS } from './ids.ts'
import { listenToManager } from './story/listen-to-manager.ts'
import { withSluice, type StoryDecorator } from './story/with-sluice.tsx'

listenToManager()

/** Gives each story a client of its own. */
export const decorators: StoryDecorator[] = [withSluice]

/** What nobody has chosen. */
export const initialGlobals: Record<string, unknown> = {
  [GLOBALS.everywhere]: '',
  [GLOBALS.here]: {},
  [GLOBALS.view]: '',
}
