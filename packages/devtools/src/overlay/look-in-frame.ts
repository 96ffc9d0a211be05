import type { SluiceClient } from '@sluice/client'
import type { FrameShown } from '../side-by-side/name-frame.ts'

/**
 * Looks in a frame of the comparison as whom the page is looked at. The app signs in there as
 * it did in the page, perhaps later than this: then that is no end.
 */
export function lookInFrame(
  client: SluiceClient,
  { context, own }: NonNullable<FrameShown['as']>,
): void {
  const text = (): string => JSON.stringify(client.context())
  const owns = [text(), JSON.stringify(own)]
  const look = (): void => {
    if (owns.includes(text())) void client.setContext(context)
  }
  look()
  client.store.subscribe(look)
}
