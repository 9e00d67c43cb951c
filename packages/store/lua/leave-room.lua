-- Takes connections that have ended out of a room, and those that nobody renews any more.
-- present: who is there, see lib/presence.
-- connections: those that have ended. channel: where the room is told.
-- keys: people present
-- args: connections channel
-- uses: now presence
remove(args.connections)
sweep()
