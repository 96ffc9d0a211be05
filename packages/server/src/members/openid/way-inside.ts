/** Any origin: what leaves it is elsewhere. */
const HERE = 'http://inside.invalid'

/**
 * A way inside of the console, as a browser reads it; nothing where that leads to another site.
 *
 * Browsers take a backslash for a slash, leave out tabs and ends of lines, and walk up `..`, so
 * that what looks like a path may be an address: it is read as they read it, and looked at then.
 */
export function wayInside(way: string): string | undefined {
  if (!way.startsWith('/') || !URL.canParse(way, HERE)) return undefined
  const { origin, pathname, search, hash } = new URL(way, HERE)
  if (origin !== HERE || /^\/[/\\]/.test(pathname)) return undefined
  return pathname + search + hash
}
