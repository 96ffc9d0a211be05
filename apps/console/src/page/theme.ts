import { useSyncExternalStore } from 'react'

/** How the pages look; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'sluice.theme'

const listeners = new Set<() => void>()

/** The theme that was chosen on this machine. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Shows a theme, and remembers it. */
export function showTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, theme)
  document.documentElement.dataset['theme'] = theme
  for (const listener of listeners) listener()
}

/** The theme that is shown, wherever it was chosen. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, chosenTheme)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
