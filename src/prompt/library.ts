/** The prompts that are kept, by name, with what each is for. Their texts lie under prompts/. */
export const PROMPTS: Readonly<Record<string, string>> = {
  deployment: 'what an agent is told that takes one release to production',
  review_plan: 'read the plan of a deployment before a person is asked to approve it',
  explain_failure: 'say why a deployment stopped or was taken back, from its record',
  post_mortem: 'write down what happened after a rollback, for the people who learn from it',
  update_runbook: 'bring the runbook of a unit up to date after a release',
};
