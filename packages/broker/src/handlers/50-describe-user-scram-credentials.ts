import { answerDescribeUserScramCredentials } from "@ottla/cluster";
import { describeUserScramCredentials } from "@ottla/protocol";
import { handler } from "../dispatch/handler.ts";

/** 50 DescribeUserScramCredentials: which mechanisms users can log in with (KIP-554). None asked for: all users. */
export const handleDescribeUserScramCredentials = handler(
  describeUserScramCredentials,
  (request, { broker }) => answerDescribeUserScramCredentials(request, broker.image),
);
