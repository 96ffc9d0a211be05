import type * as DrawPanel from '../panel/draw-panel.tsx'
import { part } from './part.ts'

/** What draws the panel, in a file of its own. */
export const loadPanel: () => Promise<typeof DrawPanel> = /* @__PURE__ */ part(
  () => import('../panel/draw-panel.tsx'),
)
