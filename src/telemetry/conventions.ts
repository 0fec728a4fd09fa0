/** The names of attributes, in one place: the conventions for deployments still move. */
export const CONVENTIONS = {
  pipelineName: 'cicd.pipeline.name',
  pipelineRunId: 'cicd.pipeline.run.id',
  pipelineResult: 'cicd.pipeline.result',
  taskName: 'cicd.pipeline.task.name',
  taskRunId: 'cicd.pipeline.task.run.id',
  deploymentId: 'deployment.id',
  deploymentName: 'deployment.name',
  deploymentStatus: 'deployment.status',
  environment: 'deployment.environment.name',
  revision: 'vcs.ref.head.revision',
  repository: 'vcs.repository.name',
  version: 'service.version',
  phase: 'plimsoll.phase',
  signal: 'plimsoll.signal',
} as const;
