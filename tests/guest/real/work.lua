-- Some of everything: recursion, tables, strings, patterns, closures, floating point, coroutines.
local function fibonacci(n) return n < 2 and n or fibonacci(n - 1) + fibonacci(n - 2) end
output("fibonacci " .. fibonacci(20) .. "\n")

local numbers, state = {}, 1
for i = 1, 5000 do
  state = (state * 1103515245 + 12345) % 2147483648
  numbers[i] = state
end
table.sort(numbers, function(a, b) return a > b end)
output(string.format("largest %d, smallest %d\n", numbers[1], numbers[#numbers]))

local counts = {}
for word in ("the quick brown fox jumps over the lazy dog and the cat "):rep(200):gmatch("%a+") do
  counts[word] = (counts[word] or 0) + 1
end
output("the " .. counts.the .. ", upper " .. ("abc"):rep(3, "-"):upper() .. "\n")

local sum = 0.0
for i = 1, 3000 do sum = sum + math.sqrt(i) / (i + 0.5) end
output(string.format("sum %.10f\n", sum))

local generate = coroutine.wrap(function() for i = 1, 2000 do coroutine.yield(i * i) end end)
local squares = 0
for _ = 1, 2000 do squares = squares + generate() end
output("squares " .. squares .. ", " .. tostring(select(2, pcall(error, "caught"))) .. "\n")
