/** How often people met a variant. */
export interface SeenVariant {
  readonly variant: string
  readonly exposures: number
}

/** What the service has counted in the last 24 hours. */
export interface Counted {
  readonly total: number
  readonly byFlag: ReadonlyMap<string, readonly SeenVariant[]>
}

/** Asks for the counts; `undefined` when nobody tells them, as behind a server of another kind. */
export async function fetchCounted(signal: AbortSignal): Promise<Counted | undefined> {
  const answer = await fetch('/counted', { signal })
  if (!answer.ok || answer.headers.get('content-type')?.includes('json') !== true) return undefined
  const { items = [] } = (await answer.json()) as {
    readonly items?: readonly (SeenVariant & { readonly flag: string })[]
  }
  const byFlag = new Map<string, SeenVariant[]>()
  for (const { flag, variant, exposures } of items) {
    byFlag.set(flag, [...(byFlag.get(flag) ?? []), { variant, exposures }])
  }
  return { byFlag, total: items.reduce((sum, { exposures }) => sum + exposures, 0) }
}
