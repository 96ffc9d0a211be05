/** Whose stars these are. */
export function ownerOf(kind: 'member' | 'token', id: string): string {
  return `${kind}:${id}`
}
