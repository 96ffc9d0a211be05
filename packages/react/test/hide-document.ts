import { vi } from 'vitest'

/**
 * Puts the document into the background, as a tab that was opened there is, or a
 * page that is prerendered.
 *
 * @returns how to look at it
 */
export function hideDocument(): () => void {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  const state = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  return () => {
    hidden.mockRestore()
    state.mockRestore()
    document.dispatchEvent(new Event('visibilitychange'))
  }
}
