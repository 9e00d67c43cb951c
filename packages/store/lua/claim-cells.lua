-- Claims a cell for a job that will read it.
-- asked: see keys.ts. field: of the cell, see keys.ts. claimMs: how long a claim counts.
-- Answers 1 when nobody else has claimed it, else 0.
-- keys: asked
-- args: field claimMs
-- uses: now claim
return claim(args.field) and 1 or 0
