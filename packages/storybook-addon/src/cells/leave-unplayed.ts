interface Rendering {
  readonly currentRender?: { readonly renderOptions?: { autoplay?: boolean } }
}

const unplayed = new WeakSet<object>()

/**
 * Lets a story be as it is before anybody plays it, where it is a cell, does not stand in the
 * canvas, or is drawn as somebody chose: what a play function does may be possible in one
 * variant only.
 *
 * Storybook has no setting for it but the one of its own pages of documentation. Where
 * that moves to another place, stories are played, as they are without this.
 */
export function leaveUnplayed(isUnplayed: boolean): void {
  const { __STORYBOOK_PREVIEW__: preview } = globalThis as { __STORYBOOK_PREVIEW__?: Rendering }
  const options = preview?.currentRender?.renderOptions
  if (!options || isUnplayed === unplayed.has(options)) return
  options.autoplay = !isUnplayed
  if (isUnplayed) unplayed.add(options)
  else unplayed.delete(options)
}
