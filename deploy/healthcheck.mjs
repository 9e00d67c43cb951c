/**
 * `node healthcheck.mjs PATH`: whether the process of this container is well, for docker-compose.yml.
 *
 * Docker marks a container as unhealthy and leaves it at that. So a process that takes connections and never answers, three times
 * in a row, is killed here, with all others of its container: the container ends, and `restart` starts it anew. That takes
 * `init: true`, for no signal from inside a container kills its first process.
 */
const TRIES = 3;
const ANSWER_MS = 3_000;

const url = `http://127.0.0.1:${process.env.PORT ?? 3000}${process.env.BASE_PATH ?? ''}${process.argv[2] ?? ''}`;

for (let i = 0; i < TRIES; i++) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    process.exit(response.ok ? 0 : 1);
  } catch (error) {
    // Whoever is still starting refuses connections.
    if (error.name !== 'TimeoutError') process.exit(1);
  }
}
console.error(`no answer from ${url}: killed`);
process.kill(-1, 'SIGKILL');
process.exit(1);
