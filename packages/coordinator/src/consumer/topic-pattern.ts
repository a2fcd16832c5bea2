import { RE2JS, RE2JSException, RE2JSSyntaxException } from "re2js";

/** A regular expression that names of topics are matched against, as a whole. */
export interface TopicPattern {
  matches(topicName: string): boolean;
}

/** Compiles an expression in RE2's syntax, which takes linear time whatever a client sends. A string: what is wrong with it. */
export function compileTopicPattern(regex: string): TopicPattern | string {
  try {
    const compiled = RE2JS.compile(regex);
    return { matches: (topicName) => compiled.testExact(topicName) };
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) return error.getDescription();
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}
