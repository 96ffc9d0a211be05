/** How the pages look; `system` follows the machine. */
export type Theme = 'system' | 'light' | 'dark'

const KEY = 'sluice.theme'

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
}
