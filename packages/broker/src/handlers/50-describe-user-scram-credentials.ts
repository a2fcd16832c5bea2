import { describeUserScramCredentials, errorCode, type ResponseInput } from "@ottla/protocol";
import { handler, type RequestContext } from "../dispatch/handler.ts";

type Result = ResponseInput<typeof describeUserScramCredentials>["results"][number];

/** 50 DescribeUserScramCredentials: which mechanisms users can log in with (KIP-554). None asked for: all users. */
export const handleDescribeUserScramCredentials = handler(
  describeUserScramCredentials,
  ({ users }, context) => {
    const { scram } = context.broker.image;
    const asked = users === null || users.length === 0 ? [...scram.keys()] : users.map(({ name }) => name);
    return {
      errorCode: errorCode.NONE,
      errorMessage: "",
      results: Array.from(new Set(asked), (user) =>
        asked.indexOf(user) === asked.lastIndexOf(user)
          ? describe(user, context)
          : refuse(
              user,
              errorCode.DUPLICATE_RESOURCE,
              `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`,
            ),
      ),
    };
  },
);

function describe(user: string, { broker }: RequestContext): Result {
  const credentials = broker.image.scram.get(user);
  if (credentials === undefined) {
    return refuse(
      user,
      errorCode.RESOURCE_NOT_FOUND,
      `Attempt to describe a user credential that does not exist: ${user}`,
    );
  }
  return {
    user,
    errorCode: errorCode.NONE,
    errorMessage: "",
    credentialInfos: Array.from(credentials, ([mechanism, { iterations }]) => ({ mechanism, iterations })),
  };
}

function refuse(user: string, code: number, errorMessage: string): Result {
  return { user, errorCode: code, errorMessage, credentialInfos: [] };
}
