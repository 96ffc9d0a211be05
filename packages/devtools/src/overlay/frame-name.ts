/** How a frame of the comparison is called; what it shows follows. */
export const FRAME = 'sluice-compare:'

/** Whether the page stands in such a frame. Only a page of the same origin finds it, so no foreign one forces anything. */
export function isFrame(): boolean {
  try {
    return !!window.frameElement && window.name.startsWith(FRAME)
  } catch {
    return false
  }
}
