/**
 * Seconds of stable's time before a deployment that the judge is given when it begins: as much as the embedded router keeps. What
 * stable did an hour ago may have been other traffic.
 */
export const SECONDS_GIVEN: number = 900;
