#pragma once

// The one place that knows which Catch2 the machine has (Debian 12: version 2).
#include <catch2/catch.hpp>
