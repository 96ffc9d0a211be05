interface PictureInPicture {
  requestWindow(size: { readonly width: number; readonly height: number }): Promise<Window>
}

const SIZE = { width: 560, height: 720 }

/**
 * Opens an empty window for what stands on this page: one that stays above others where
 * the browser has such, else one of its own.
 *
 * @throws a sentence, where the browser opens none
 */
export async function openWindow(): Promise<Window & typeof globalThis> {
  const { documentPictureInPicture: picture } = window as {
    readonly documentPictureInPicture?: PictureInPicture
  }
  let view: Window | null | undefined
  try {
    view = await picture?.requestWindow(SIZE)
  } catch {
    // Known, and not allowed: on an insecure page, or without a press.
  }
  view ??= window.open('', '', `popup,width=${SIZE.width},height=${SIZE.height}`)
  // oxlint-disable-next-line typescript/only-throw-error -- whoever catches it shows it as it is
  if (!view) throw 'The browser opened no window: allow this page to open some.'
  return view as Window & typeof globalThis
}
