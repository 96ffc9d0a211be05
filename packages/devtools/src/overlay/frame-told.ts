/**
 * What a page in a frame of the comparison tells the frame's element: that it shows what it
 * was made for, and a sentence where that broke.
 */
export const FRAME_TOLD = 'sluice-frame'

/** Tells it. */
export function tellFrame(sentence?: string): void {
  frameElement?.dispatchEvent(new CustomEvent(FRAME_TOLD, { detail: sentence }))
}
