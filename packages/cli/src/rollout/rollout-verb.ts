/** What an action does, in words of commands. */
export type RolloutVerb =
  | 'start'
  | 'approve'
  | 'pause'
  | 'resume'
  | 'advance'
  | 'roll_back'
  | 'abort'
  | 'acknowledge'
  | 'close'
  | 'deployed'
