interface TabCapture extends DisplayMediaStreamOptions {
  readonly preferCurrentTab: boolean
}

/** How long to wait for a frame without the panel; a page that stands still sends none. */
const FRAME_MS = 500

/**
 * Takes a picture of the page, without the panel over it and with the leave of the
 * person, and gives it as a file.
 *
 * @param shadow - where the panel stands that was pressed: no other document may ask
 * @throws where the browser or the person does not allow it
 */
export async function takePicture(shadow: ShadowRoot): Promise<void> {
  const view = shadow.ownerDocument.defaultView ?? window
  const panel = view === window ? shadow.querySelector<HTMLElement>('.root') : null
  const wish: TabCapture = { video: true, audio: false, preferCurrentTab: view === window }
  const stream = await view.navigator.mediaDevices.getDisplayMedia(wish)
  try {
    const video = document.createElement('video')
    video.muted = true
    video.srcObject = stream
    await video.play()
    // What is transparent keeps the focus.
    if (panel) panel.style.opacity = '0'
    await nextFrame(video)
    save(await drawn(video))
  } finally {
    if (panel) panel.style.opacity = ''
    for (const track of stream.getTracks()) track.stop()
  }
}

/** Waits until the page was painted, and the video has it. */
async function nextFrame(video: HTMLVideoElement): Promise<void> {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  await new Promise<unknown>((done) => {
    video.requestVideoFrameCallback?.(done)
    setTimeout(done, FRAME_MS)
  })
}

function drawn(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('There is nothing on it.'))))
  })
}

function save(picture: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(picture)
  link.download = 'page.png'
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
