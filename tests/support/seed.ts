/** The seed of this run's random tests: TEST_SEED to repeat one, else drawn. fast-check prints it with a failure. */
export const SEED = process.env.TEST_SEED ? Number(process.env.TEST_SEED) : Date.now() % 2 ** 31;
