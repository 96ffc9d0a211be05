declare global {
  interface Window {
    readonly happyDOM: { readonly settings: { disableErrorCapturing: boolean } }
  }
}

// In development, React 18 runs what may throw inside a listener, and relies on what browsers
// do there: dispatching goes on, and the window hears of the error.
window.happyDOM.settings.disableErrorCapturing = false

export {}
