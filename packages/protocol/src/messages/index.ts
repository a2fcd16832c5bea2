import type { Message } from "../schema/index.ts";
import { consumerProtocolAssignment } from "./consumer-protocol-assignment.ts";
import { consumerProtocolSubscription } from "./consumer-protocol-subscription.ts";
import { controlRecordType } from "./control-record-type-schema.ts";
import { defaultPrincipalData } from "./default-principal-data.ts";
import { endTxnMarker } from "./end-txn-marker.ts";
import { kraftVersionRecord } from "./kraft-version-record.ts";
import { leaderChangeMessage } from "./leader-change-message.ts";
import { requestHeader } from "./request-header.ts";
import { responseHeader } from "./response-header.ts";
import { snapshotFooterRecord } from "./snapshot-footer-record.ts";
import { snapshotHeaderRecord } from "./snapshot-header-record.ts";
import { votersRecord } from "./voters-record.ts";

/** Every message of clients and brokers that is neither request nor response. */
export const messages: readonly Message[] = [
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  controlRecordType,
  defaultPrincipalData,
  endTxnMarker,
  kraftVersionRecord,
  leaderChangeMessage,
  snapshotFooterRecord,
  snapshotHeaderRecord,
  votersRecord,
  requestHeader,
  responseHeader,
];

export {
  consumerProtocolAssignment,
  consumerProtocolSubscription,
  controlRecordType,
  defaultPrincipalData,
  endTxnMarker,
  kraftVersionRecord,
  leaderChangeMessage,
  requestHeader,
  responseHeader,
  snapshotFooterRecord,
  snapshotHeaderRecord,
  votersRecord,
};
