import type { Override, SluiceClient, SluiceContext } from '@sluice/client'
import { overrideTo } from '../flags/next-override.ts'
import type { Row } from '../flags/rows.ts'
import { FRAME } from '../overlay/frame-name.ts'
import { asIfNow } from '../what-if/as-if.ts'

/** What a frame of the comparison is to show. */
export interface FrameShown {
  readonly forced: readonly (readonly [key: string, override: Override])[]
  /** As whom the page is looked at, and what the page itself has set; absent where that is the same. */
  readonly as?: { readonly context: SluiceContext; readonly own: SluiceContext }
}

/** Names a frame after what it is to show: one variant of a flag, and what else the page shows. */
export function nameFrame(client: SluiceClient, row: Row, name: string): string {
  const others = [...client.overrides()].map(([key, { value, variant }]): [string, Override] => [
    key,
    { ...(value !== undefined && { value }), ...(variant !== undefined && { variant }) },
  ])
  const { own } = asIfNow(client) ?? {}
  const shown: FrameShown = {
    forced: [...new Map([...others, [row.key, overrideTo(row, name)]])],
    ...(own && { as: { own, context: client.context() } }),
  }
  return FRAME + JSON.stringify(shown)
}
