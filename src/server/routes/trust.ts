import type { Context } from 'hono';
import { TrustWishBody } from '../../api/consents.ts';
import type { ControlPlane } from '../../api/control-plane.ts';
import { EnrolDemoBody, TrustConsentBody } from '../../api/schema.ts';
import { Bundle } from '../../approval/bundle.ts';
import { Enrolment } from '../../approval/enrolment.ts';
import { TrustChange } from '../../approval/trust-change.ts';
import { body, strictly } from './body.ts';

/** Answers one request of the API. */
type Route = (
  method: 'GET' | 'POST',
  path: string,
  handle: (plane: ControlPlane, context: Context) => Promise<unknown>,
) => void;

/** Who may sign here, and what changes that. */
export function trustRoutes(route: Route): void {
  route('POST', '/approvers', async (plane, context) => plane.enrol(await body(context, Enrolment)));
  route('POST', '/demo-approver', async (plane, context) => {
    const { config, trust } = await body(context, EnrolDemoBody);
    return plane.enrolDemo(config, trust as Parameters<ControlPlane['enrolDemo']>[1]);
  });
  route('GET', '/trust', (plane) => plane.trust());
  route('POST', '/trust/proposals', async (plane, context) => plane.proposeTrust(await body(context, TrustChange)));
  route('POST', '/trust/challenges', async (plane, context) => plane.trustToSign(await body(context, TrustWishBody)));
  route('POST', '/trust/consents', async (plane, context) => {
    const { proposal, bundle } = await body(context, TrustConsentBody);
    return plane.consentToTrust({ proposal, bundle: strictly(Bundle, bundle) });
  });
}
