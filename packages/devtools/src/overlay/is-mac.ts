/** Whether Cmd is the key that others call Ctrl. */
export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform)
