import { answerDescribeClientQuotas } from "@ottla/cluster";
import { describeClientQuotas } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 48 DescribeClientQuotas: quotas of entities that match a filter (KIP-546). */
export const handleDescribeClientQuotas = handler(describeClientQuotas, (request, { broker }) =>
  answerDescribeClientQuotas(request, broker.image),
);
