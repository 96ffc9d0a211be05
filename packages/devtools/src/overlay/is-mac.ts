/** Whether Cmd is the key that others call Ctrl. */
export const isMac = (): boolean => /^mac|^ip/i.test(navigator.platform)
