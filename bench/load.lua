-- What wrk sends. The file that REQUESTS names has a request a line: its DPoP header (or nothing), a tab,
-- its form body. Each request is one of these, picked at random; or with ORDER=once the next one, since
-- a proof or an assertion is good for one request. All are put together before the clock starts, so that
-- the load takes as little as it can of the cores it shares.

local requests = {}
local once = os.getenv("ORDER") == "once"
local sent = 0

function init(arguments)
  math.randomseed(os.time())
  for line in io.lines(os.getenv("REQUESTS")) do
    local proof, body = line:match("^([^\t]*)\t(.*)$")
    local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
    if proof ~= "" then
      headers["DPoP"] = proof
    end
    requests[#requests + 1] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  if not once then
    return requests[math.random(#requests)]
  end
  sent = sent + 1
  if sent > #requests then
    io.write("ran out of requests: there were ", #requests, "\n")
    os.exit(1)
  end
  return requests[sent]
end

-- One line for Wrk.java. Times are in microseconds.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "result requests=%d micros=%d p50=%d p99=%d bytes=%d refused=%d broken=%d late=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.bytes, errors.status, errors.connect + errors.read + errors.write, errors.timeout))
end
