"""What the prover chooses: H and the heights of all instances. Everything else about lengths follows from it."""

from field import P
from params import MAX_FRACTIONS, MAX_INSTANCES, MAX_LOG_ROWS
from transcript import need


class Packing:
    """Places of columns in a matrix: by ascending height, slot after slot, matrix column after matrix column."""

    def __init__(self, heights, log_rows):
        self.places = [None] * len(heights)
        self.classes = {}  # log height -> matrix columns
        self.width = 0
        for t in sorted(set(heights)):
            slots = 1 << (log_rows - t)
            members = [i for i, height in enumerate(heights) if height == t]
            for k, i in enumerate(members):
                self.places[i] = (self.width + k // slots, k % slots)
            used = -(-len(members) // slots)
            self.classes[t] = list(range(self.width, self.width + used))
            self.width += used


class Shape:
    def __init__(self, machine, skip, least, log_rows, heights):
        need(max(least, skip) <= log_rows <= MAX_LOG_ROWS, f"H = {log_rows} is out of range")
        self.log_rows, self.heights, self.skip = log_rows, heights, skip
        self.instances = []
        for chip, ts in zip(machine.chips, heights):
            need(chip.min_instances <= len(ts) <= chip.max_instances, f"{chip.name}: number of instances")
            for t in ts:
                need(max(chip.min_log, skip) <= t <= min(chip.max_log, log_rows), f"{chip.name}: height {t}")
                self.instances.append((chip, t))
        need(0 < len(self.instances) <= MAX_INSTANCES, "number of instances")
        need(sum(1 << t for _, t in self.instances) <= machine.row_limit, "too many rows")
        need(sum(len(chip.messages) << t for chip, t in self.instances) <= MAX_FRACTIONS, "too many messages")
        for bus in machine.buses:  # counts are kept modulo P
            weight = sum(bound << t for chip, t in self.instances for number, _, bound, _ in chip.messages
                         if number == bus and bound is not None)
            need(weight + len(machine.public_messages) + machine.max_publics < P, f"bus {bus} could overflow")
        self.variables = max(t for _, t in self.instances) - skip
        self.main = Packing([t for chip, t in self.instances for _ in chip.main], log_rows)
        self.helper = Packing([t for chip, t in self.instances for _ in range(chip.helpers)], log_rows)
        need(self.main.width > 0, "no main column")

    def value_count(self):
        return sum(len(chip.main) + len(chip.preprocessed) + chip.helpers for chip, _ in self.instances)


def read_shape(reader, machine, skip, least):
    """Returns the shape and the header's bytes."""
    start = reader.at
    log_rows = reader.header(1)[0]
    heights = []
    for chip in machine.chips:
        count = int.from_bytes(reader.header(2), "little")
        need(count <= chip.max_instances, f"{chip.name}: number of instances")
        heights.append(list(reader.header(count)))
    return Shape(machine, skip, least, log_rows, heights), reader.proof[start:reader.at]
