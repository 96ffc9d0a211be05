/** People who never were, for an experiment that has ended: something to look at. */
const SIMULATION = {
  days: 14,
  unitsPerDay: 600,
  seed: 20261126,
  attributes: { country: { IE: 0.5, DE: 0.2, FR: 0.15, GB: 0.1, NO: 0.05 } },
  outcomes: {
    order: { rate: 0.11, lift: { letter: 0.35, shelf: 0.02 }, value: 85 },
    'web-vital.lcp': { rate: 0.95, value: 2000 },
    'web-vital.cls': { rate: 0.95, value: 0.05 },
  },
}

/** How many people the shop is planned for; nobody has come to it yet. */
const VISITORS_A_DAY = 900

/**
 * Gives a new service its experiments: one that is simulated and over, and the shop's own, which
 * counts whoever opens the shop.
 *
 * @param url - of a service in development mode that has just taken the flags of the demo
 * @throws Error with one sentence when the service refuses
 */
export async function beginExperiments(url: string): Promise<void> {
  const post = async (experiment: string, step: string, body: object): Promise<void> => {
    const path = `/v1/environments/development/experiments/${experiment}/${step}`
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sluice_admin_demo', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.ok) return
    const { detail = `it answers ${answer.status}` } = (await answer.json()) as { detail?: string }
    throw new Error(`The experiment ${experiment} does not ${step}: ${detail}`)
  }
  await post('opening-picture', 'simulate', SIMULATION)
  await post('button-words', 'plan', { unitsPerDay: VISITORS_A_DAY })
  await post('button-words', 'start', {})
}
