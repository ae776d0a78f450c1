/** What surrounds this process; nothing else of the agent reads it. */
export const SURROUNDINGS: NodeJS.ProcessEnv = process.env;
