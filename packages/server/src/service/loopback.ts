/** Tells whether a network address reaches only this machine. */
export function isLoopbackAddress(address: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/.test(address)
}

/**
 * Tells whether a `Host` header names this machine. A page of a foreign host
 * whose name was pointed at 127.0.0.1 would otherwise count as our own.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d{1,5}$/, '').toLowerCase()
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(unbracketed(name))
}

function unbracketed(name: string): string {
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
}
