import * as protocol from '@inkroom/shared';
import type { z } from 'zod';
import { typeTexts } from './type-text.ts';

const requests = protocol.clientSchemas(protocol.DEFAULT_LIMITS);

/** What clients send. */
const ASKED = {
  Operation: requests['op.submit'].shape.op,
  RunRequest: requests['run.start'].shape.spec,
  Live: requests.live,
  PredictRequest: protocol.predictRequestSchema(protocol.DEFAULT_LIMITS),
};

/** Their values are listed where each of them is explained. */
const LISTED = { ErrorCode: protocol.errorCodeSchema, LimitName: protocol.limitNameSchema };

/** What servers send, and what both are made of. */
const TOLD = {
  Activation: protocol.activationSchema,
  Activity: protocol.activitySchema,
  Architecture: protocol.architectureSchema,
  AskedPrediction: protocol.askedPredictionSchema,
  CatchUp: protocol.catchUpSchema,
  Cell: protocol.cellSchema,
  CellLabel: protocol.cellLabelSchema,
  CodedError: protocol.codedErrorSchema,
  DatasetKind: protocol.datasetKindSchema,
  DatasetSummary: protocol.datasetSummarySchema,
  Digit: protocol.digitSchema,
  Effect: protocol.effectSchema,
  EngineLack: protocol.engineLackSchema,
  EpochPoint: protocol.epochPointSchema,
  Evaluation: protocol.evaluationSchema,
  Frame: protocol.frameSchema,
  Framing: protocol.framingSchema,
  GateCheck: protocol.gateCheckSchema,
  GateVerdict: protocol.gateVerdictSchema,
  Ink: protocol.inkSchema,
  InkById: protocol.inkByIdSchema,
  JoinAnswer: protocol.joinAnswerSchema,
  JoinCode: protocol.joinCodeSchema,
  Label: protocol.labelSchema,
  LayerSpec: protocol.layerSchema,
  LinkRight: protocol.linkRightSchema,
  LiveStroke: protocol.liveStrokeSchema,
  LogEntry: protocol.logEntrySchema,
  LogPosition: protocol.logPositionSchema,
  Mistake: protocol.mistakeSchema,
  ModelVersion: protocol.modelVersionSchema,
  PartEvaluation: protocol.partEvaluationSchema,
  Person: protocol.personSchema,
  PartName: protocol.partNameSchema,
  PartsStatus: protocol.partsStatusSchema,
  PersonSamples: protocol.personSamplesSchema,
  Pool: protocol.poolSchema,
  PoolStatus: protocol.poolStatusSchema,
  PredictAnswer: protocol.predictAnswerSchema,
  Prediction: protocol.predictionSchema,
  PredictionRecord: protocol.predictionRecordSchema,
  Promotion: protocol.promotionSchema,
  Role: protocol.roleSchema,
  RoomLook: protocol.roomLookSchema,
  Run: protocol.runSchema,
  RunCost: protocol.runCostSchema,
  RunDetails: protocol.runDetailsSchema,
  RunLogLine: protocol.runLogLineSchema,
  RunNote: protocol.runNoteSchema,
  RunPoint: protocol.runPointSchema,
  RunProgress: protocol.runProgressSchema,
  RunSpec: protocol.runSpecSchema,
  SampleCounts: protocol.sampleCountsSchema,
  SampleRole: protocol.sampleRoleSchema,
  Schedule: protocol.scheduleSchema,
  SharedLinks: protocol.sharedLinksSchema,
  SnapshotPiece: protocol.snapshotPieceSchema,
  StateHead: protocol.stateHeadSchema,
  VersionMetrics: protocol.versionMetricsSchema,
  WorkerInfo: protocol.workerInfoSchema,
} satisfies Record<string, z.ZodType>;

/** Every type of the protocol as docs/protocol.md shows it, by name. */
export function protocolTypes(): Map<string, string> {
  const asked = typeTexts({ ...LISTED, ...TOLD, ...ASKED }, 'input');
  const told = typeTexts({ ...LISTED, ...TOLD }, 'output');
  for (const name of Object.keys(LISTED)) told.delete(name);
  for (const name of Object.keys(ASKED)) told.set(name, asked.get(name)!);
  return told;
}
