/**
 * The `etag` of a message: another for every change, since a client may take
 * two messages of one `etag` for one, and it tells whose fetch brings it back.
 *
 * @param receipt - the token of the connection; has no dots
 * @param repeat - how often this version was told before on the connection, when values changed within it
 */
export function messageTag(receipt: string, version: number, repeat: number): string {
  return repeat === 0 ? `${receipt}.${version}` : `${receipt}.${version}.${repeat}`
}

/** The token of the connection that an `etag` was sent on. */
export function receiptOf(tag: string): string {
  return tag.split('.', 1)[0] ?? ''
}
