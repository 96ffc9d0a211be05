import type { SluiceClient, SluiceContext } from '@sluice/client'

/** A context that somebody looks at the page with, in place of the page's own. */
export interface AsIf {
  readonly name: string
  /** What the page itself has set. */
  readonly own: SluiceContext
}

interface Looked extends AsIf {
  /** What it was looked at with. */
  readonly as: SluiceContext
  /** Whether the page has set another context itself since. */
  isOver: boolean
}

let looked: Looked | undefined

/**
 * Looks at the page as somebody else, for whom targeting rules as for everybody.
 *
 * @returns whether that is somebody else
 */
export function lookAs(client: SluiceClient, name: string, context: SluiceContext): boolean {
  const { own } = asIfNow(client) ?? { own: client.context() }
  void client.setContext(context)
  const as = client.context()
  looked = differing(own, as).length > 0 ? { name, own, as, isOver: false } : undefined
  return looked !== undefined
}

/** Looks at the page as the page itself says again; what it has added meanwhile stays. */
export function lookAsYourself(client: SluiceClient): void {
  const { own, as } = asIfNow(client) ? (looked as Looked) : {}
  looked = undefined
  if (!own || !as) return
  const back = differing(own, as).map((name) => [name, own[name]])
  void client.setContext({ ...client.context(), ...(Object.fromEntries(back) as SluiceContext) })
}

/**
 * As whom somebody looks at the page; `undefined`: as the page itself says. It is over when
 * the page sets what differs from its own, as it does when somebody signs in; what it
 * adds is no end.
 */
export function asIfNow(client: SluiceClient): AsIf | undefined {
  if (!looked || looked.isOver) return undefined
  const { own, as } = looked
  const gone = new Set(differing(client.context(), as))
  looked.isOver = differing(own, as).some((name) => gone.has(name))
  return looked.isOver ? undefined : looked
}

/** As whom it was looked at until the page has set another context itself. */
export function asIfBefore(): string | undefined {
  return looked?.isOver === true ? looked.name : undefined
}

/** The attributes in which two contexts differ. */
function differing(one: SluiceContext, other: SluiceContext): readonly string[] {
  return Object.keys({ ...one, ...other }).filter(
    (name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  )
}
