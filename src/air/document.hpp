#pragma once

// Chips as Markdown, for people: columns, constraints and messages with their labels, formulas and degrees, all read
// from the recorded graph, so that the text cannot differ from what is proven.

#include <string>

#include "air/machine.hpp"

namespace squall {

// A node as a formula over column names. Constants print as small negative numbers or fractions where they are such.
std::string formula(const Chip& chip, NodeId node);

// One page about a chip. On input: a chip of a finished machine.
std::string document(const Chip& chip);

// A page about the machine: buses, public messages, and a table of its chips. Chips link to <name>.md.
std::string document(const Machine& machine);

}  // namespace squall
