import { GLOBALS_UPDATED, SET_GLOBALS } from 'storybook/internal/core-events'
import { addons } from 'storybook/preview-api'
import { EVENTS } from '../ids.ts'
import { askLive } from '../live/ask-live.ts'
import { getManifest } from '../manifest/held-manifest.ts'
import type { Choice } from '../report/report.ts'
import { choose } from './choose.ts'
import { hearGlobals } from './current-globals.ts'
import { sessionOf, type Globals } from './story-session.ts'
import { tellManager } from './tell-manager.ts'

/** Listens to what is chosen in the panel and the toolbar. */
export function listenToManager(): void {
  void addons.ready().then((channel) => {
    channel.on(SET_GLOBALS, ({ globals }: { globals: Globals }) => hearGlobals(globals))
    channel.on(GLOBALS_UPDATED, ({ userGlobals }: { userGlobals: Globals }) =>
      hearGlobals(userGlobals),
    )
    channel.on(EVENTS.ask, (story: string) => tellManager(sessionOf(story)))
    channel.on(EVENTS.askLive, () => {
      const { environments, ruleset } = getManifest()
      void askLive(environments, ruleset).then((live) => channel.emit(EVENTS.live, live))
    })
    channel.on(EVENTS.choose, (story: string, choice: Choice) => choose(sessionOf(story), choice))
  })
}
