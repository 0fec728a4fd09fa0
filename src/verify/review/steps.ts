import type { DeploymentEvent } from '../../core/deployment/event.ts';

type Type = DeploymentEvent['type'];

/** What must have happened in this attempt before something may: nothing on the way to production can be left out. */
export const BEFORE: Readonly<Partial<Record<Type, Type>>> = {
  PlanSealed: 'ArtifactsBuilt',
  StagingStarted: 'PlanSealed',
  ReleasePlaced: 'StagingStarted',
  StagingReady: 'ReleasePlaced',
  StagingValidated: 'StagingReady',
  RehearsalPassed: 'StagingValidated',
  ApprovalRequested: 'RehearsalPassed',
  ApprovalGranted: 'ApprovalRequested',
  PromotionApproved: 'ApprovalGranted',
  PromotionStarted: 'PromotionApproved',
  CandidatePrepared: 'PromotionStarted',
  CandidateSmoked: 'CandidatePrepared',
  StageAdvanced: 'TrafficShifted',
  ProductionDeployed: 'TrafficShifted',
  BakeSmokePassed: 'ProductionDeployed',
  SettlingStarted: 'BakeSmokePassed',
  DeploymentCompleted: 'SettlingStarted',
};

/** What is void after these: they must happen again. */
export const VOIDED: Readonly<Partial<Record<Type, readonly Type[]>>> = {
  DeploymentReturned: [
    'PlanSealed',
    'StagingStarted',
    'ReleasePlaced',
    'StagingReady',
    'StagingValidated',
    'RehearsalPassed',
    'ApprovalRequested',
    'ApprovalGranted',
    'PromotionApproved',
  ],
  ApprovalsVoided: ['ApprovalGranted', 'PromotionApproved'],
};
