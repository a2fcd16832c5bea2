import { errorCode } from "@ottla/protocol";

/** Why a change of settings is refused, as clients are told. */
export interface ConfigRefusal {
  readonly errorCode: number;
  readonly errorMessage: string;
}

export function invalidConfig(errorMessage: string): ConfigRefusal {
  return { errorCode: errorCode.INVALID_CONFIG, errorMessage };
}

export function invalidRequest(errorMessage: string): ConfigRefusal {
  return { errorCode: errorCode.INVALID_REQUEST, errorMessage };
}
