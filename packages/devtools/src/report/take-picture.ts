interface TabCapture extends DisplayMediaStreamOptions {
  readonly preferCurrentTab: boolean
}

/**
 * Takes a picture of the page, with the leave of the person, and gives it as a file.
 *
 * @throws a sentence, where the browser or the person does not allow it
 */
export async function takePicture(): Promise<void> {
  try {
    const wish: TabCapture = { video: true, audio: false, preferCurrentTab: true }
    const stream = await navigator.mediaDevices.getDisplayMedia(wish)
    try {
      const video = document.createElement('video')
      video.srcObject = stream
      await video.play()
      const canvas = document.createElement('canvas')
      canvas.width = video.videoWidth
      canvas.height = video.videoHeight
      canvas.getContext('2d')?.drawImage(video, 0, 0)
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done))
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob as Blob)
      link.download = 'page.png'
      link.click()
    } finally {
      for (const track of stream.getTracks()) track.stop()
    }
  } catch {
    // oxlint-disable-next-line typescript/only-throw-error -- whoever catches it shows it as it is
    throw 'No picture was taken: the browser, or whoever was asked, does not allow it.'
  }
}
