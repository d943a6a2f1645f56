"""How near the rules came to issues whose outcome is known; figures, nothing passes or fails. Run:
python tests/benchmarks/forecasts.py"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]


def told(change):
    return f"{change['change']:+.2f} [{change['low']:+.2f}, {change['high']:+.2f}]"


def main():
    from record import HERE, european_issues
    from scoring import coverage, errors_of_rules, scored_both_ways

    from simulator.rules.bargaining import RULES

    if not HERE:
        return print("The record of European issues is not beside the project.")
    packages, outcomes = european_issues()
    for rule, found in errors_of_rules(packages, outcomes).items():
        print(
            f"{rule}: mean absolute error {found['mean']:.2f}, against the compromise"
            f" {told(found['beside'])}"
        )
    for rule in RULES:
        for one in scored_both_ways(
            packages, outcomes, rule, draws=200 if rule == "challenge" else 1000
        ):
            where = (
                "both halves"
                if one["half"] is None
                else f"half {one['half']}, outright {one['outright']}, beside {one['beside']}"
            )
            print(
                f"{rule}, {where}: CRPS {one['crps']:.2f}, climatology {one['climatology']:.2f},"
                f" {told(one['change'])}, {one['n']} issues"
            )
        if rule != "challenge":
            print(
                f"{rule}: outcomes inside the middle",
                {
                    f"{level:.0%}": f"{share:.0%}"
                    for level, share in coverage(packages, outcomes, rule).items()
                },
            )


if __name__ == "__main__":
    main()
