-- Plays the requests of a file in their order, again and again: a line each, METHOD <tab> PATH <tab> TOKEN <tab> BODY.
-- ARGS: the file, and after what part of it to begin, for one of several that play it at once.
-- At the end says in one line what came of it, for src/wrk.rs to read.

local requests, at = {}, 0

function init(args)
   for line in io.lines(args[1]) do
      local method, path, token, body = line:match("^(%S+)\t(%S+)\t(%S+)\t(.*)$")
      local headers = { Authorization = "Bearer " .. token }
      if body == "" then
         body = nil
      else
         headers["Content-Type"] = "application/json"
      end
      requests[#requests + 1] = wrk.format(method, path, headers, body)
   end
   at = math.floor(#requests * tonumber(args[2]))
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary, latency)
   local errors = summary.errors
   local broken = errors.connect + errors.read + errors.write + errors.timeout
   io.write(string.format("PLAYED requests=%d us=%d p50=%d p99=%d refused=%d broken=%d\n", summary.requests,
      summary.duration, latency:percentile(50), latency:percentile(99), errors.status, broken))
end
