/** Who answers in a demo beside its labelled approver: whoever opens the page, with a real passkey under this name. */
export const DEMO_GUEST = 'guest';
