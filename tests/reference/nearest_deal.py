"""What would have had to give where a stage fails: docs/model.md, "The nearest deal"."""

from itertools import combinations

from reference.draws import address_hash, priority
from reference.packages import Choice, differences, multiple

SLACK = 1e-9


def nearest_deal(room):
    """The package, and who would have had to give for it; nothing where no text is possible."""
    choice, givers = Choice(lambda package: room.space.lot(room.stage, package)), {}
    for package in (room.draft, *room.candidates(2)):
        if package in givers:
            continue
        found = smallest_set(room, package, choice.key[0] if choice.best else len(room.asked))
        if found:
            givers[package] = found[1]
            changes = differences(package, room.space.current), differences(package, room.draft)
            choice.admit((*found[0], *changes), package)
    return (choice.best, givers[choice.best]) if choice.best else (None, ())


def smallest_set(room, package, most):
    """((how many, what they lack), who) of the refusers, at most so many, whose consent makes the package pass."""
    forbidden, _, over_a_line, utility = room.judge(package)
    if forbidden:
        return None
    lacks = {row: room.weights[row] * (1.0 if row in over_a_line else room.reservation[row] - utility[row])
             for row in room.asked if room.has_a_say(row, package)
             and (row in over_a_line or utility[row] < room.reservation[row] - SLACK)}
    for size in range(min(most, len(lacks)) + 1):
        sets = [rows for rows in combinations(sorted(lacks), size)
                if room.passes(package, lambda row, rows=rows: row in rows or row not in lacks)]
        if sets:
            best = max(sets, key=lambda rows: (-multiple(sum(lacks[row] for row in rows)), lots(room, rows)))
            return (size, multiple(sum(lacks[row] for row in best))), best
    return None


def lots(room, rows):
    """Of equally good sets the one of the greatest priorities, each party's own."""
    trial = room.trial
    return sorted((priority(trial.seed, trial.number, room.stage.name, address_hash(row)) for row in rows), reverse=True)
