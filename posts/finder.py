"""Which pain patterns fit what a visitor chose: plain values in, the best match first."""

from dataclasses import dataclass

# What a chosen region is worth where the pattern is felt most, and where it only spreads to.
MAIN = 1.0
SPILLOVER = 0.3

# What each reason adds to the score, all of it fulfilled.
COVERAGE = 1.0  # every chosen region lies in the main zone
ACTIVITIES = 0.3  # everything that was named sets the pattern off
SPECIFICITY = 0.2  # the pattern is felt nowhere but in the chosen regions


@dataclass(frozen=True)
class Pattern:
    """What the ranking knows of a pattern: its key, and keys of regions and activities."""

    key: int
    main: frozenset
    spillover: frozenset = frozenset()
    activities: frozenset = frozenset()


@dataclass(frozen=True)
class Match:
    """A pattern that fits, and what of it was chosen."""

    pattern: Pattern
    main: frozenset
    spillover: frozenset
    activities: frozenset
    score: float


def rank(patterns, regions, activities=frozenset()):
    """The `Match`es among `patterns` for the chosen `regions` and `activities`, best first.

    A pattern fits if it is felt in one of the regions; where none were chosen, if one of the
    activities sets it off. It ranks higher the more of the chosen regions it covers, a main
    zone for more than a spillover; then the more of the activities set it off; then the less
    it is felt anywhere else, so that a pattern of few regions outweighs one that covers half
    the body. Equals keep the order they came in.
    """
    matches = []
    for pattern in patterns:
        main, spillover = pattern.main & regions, pattern.spillover & regions
        named = pattern.activities & activities
        if not (main or spillover or (named and not regions)):
            continue
        felt = _worth(main, spillover)
        score = (
            COVERAGE * _share(felt, MAIN * len(regions))
            + ACTIVITIES * _share(len(named), len(activities))
            + SPECIFICITY * _share(felt, _worth(pattern.main, pattern.spillover))
        )
        matches.append(Match(pattern, main, spillover, named, score))
    return sorted(matches, key=lambda match: match.score, reverse=True)


def _worth(main, spillover):
    return MAIN * len(main) + SPILLOVER * len(spillover)


def _share(part, whole):
    return part / whole if whole else 0
