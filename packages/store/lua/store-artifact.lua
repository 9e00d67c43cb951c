-- Stores an artifact's parts, once and for all: whoever saves the same model again leaves them as they are. Answers 1, or 0 when
-- another model has the id.
-- artifact: hash of the parts.
-- ttl: time to live, s.
-- topology, weightSpecs, card, cardText: texts. weights, onnx: bytes. digest, weightsDigest, onnxDigest: SHA-256, hex.
-- keys: artifact
-- args: ttl
-- binary: topology weightSpecs weights weightsDigest onnx onnxDigest card cardText digest
local known = redis.call('HGET', keys.artifact, 'digest')
if known and known ~= binary.digest then return 0 end
if not known then
  redis.call('HSET', keys.artifact,
    'topology', binary.topology, 'weightSpecs', binary.weightSpecs,
    'weights', binary.weights, 'weightsDigest', binary.weightsDigest,
    'onnx', binary.onnx, 'onnxDigest', binary.onnxDigest,
    'card', binary.card, 'cardText', binary.cardText, 'digest', binary.digest)
end
redis.call('EXPIRE', keys.artifact, args.ttl)
return 1
