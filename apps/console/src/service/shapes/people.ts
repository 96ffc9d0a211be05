/** Who is signed in. */
export interface SignedIn {
  readonly kind: 'member' | 'token'
  readonly id: string
  readonly name: string
  readonly role: string
}

/** Who made a change. */
export interface Actor {
  readonly kind: string
  readonly name: string
  readonly role?: string
}

/** What somebody likes to have at hand. */
export interface StarredThing {
  readonly kind: 'flag' | 'experiment'
  readonly key: string
}
