/** Keeps something under a name. @returns whether the browser took it */
export function keep(name: string, value: object | undefined): boolean {
  try {
    const key = `sluice.devtools.${name}`
    if (value) localStorage.setItem(key, JSON.stringify(value))
    else localStorage.removeItem(key)
    return true
  } catch {
    return false
  }
}
