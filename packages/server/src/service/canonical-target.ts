// Nothing in these could be written in another way; nearly all requests have one of them.
const CANONICAL = /^(?:\/[\w-]+)+(?:\?[\w.=&-]*)?$/

/**
 * Brings the target of a request into the one form that routes are matched
 * with: without scheme and host, doubled slashes, and dot segments plain or
 * encoded. So whatever form an address is sent in, it meets the same decision.
 *
 * @returns `undefined` for what is no address of a resource, such as `*`, and for characters that no address has
 */
export function canonicalTarget(target: string): string | undefined {
  if (CANONICAL.test(target)) return target
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '')
  if (local !== target && !local.startsWith('/')) return canonicalTarget(`/${local}`)
  const [, path, query] = /^([^?]*)(\?.*)?$/s.exec(local) ?? []
  if (path === undefined || !path.startsWith('/')) return undefined
  if (!/^[\x21-\x7e]*$/.test(local) || /[\\#]/.test(path)) return undefined
  const segments: string[] = []
  for (const segment of path.split('/')) {
    const plain = segment.replaceAll(/%2e/gi, '.')
    if (plain === '..') segments.pop()
    else if (plain !== '' && plain !== '.') segments.push(segment)
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}${query ?? ''}`
}
