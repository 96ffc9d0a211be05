interface SimulatedBrowser {
  readonly settings: { disableErrorCapturing: boolean }
}

const { happyDOM } = globalThis as { readonly happyDOM?: SimulatedBrowser }

// In development, React 18 runs what may throw inside a listener, and relies on what browsers
// do there: dispatching goes on, and the window hears of the error. A server has no window.
if (happyDOM) happyDOM.settings.disableErrorCapturing = false

export {}
