"""A trial in the columns of `detente export --each-trial` (docs/csv.md)."""

import math
from datetime import timedelta


def columns(trial):
    """Column: number or text, or None where there is none. `input` and `chance` are of what this trial has read."""
    scenario, row = trial.scenario, {"outcome": trial.outcome}
    row.update({f"event {name}": holds for name, holds in trial.events.items()})
    for name, issue in scenario.issues.items():
        row[f"settled_value {name}" if issue.is_range else f"settled {name}"] = issue.label_of[trial.option[name]]
    for stage in scenario.stages:
        row.update(of_stage(trial, stage))
    row.update({f"variable {name}": trial.state["variable", name] for name in scenario.variables})
    row.update({f"shock {shock.name}": trial.state["shocked", shock.name] for shock in scenario.shocks})
    row.update({f"clamped {address}": True for address in trial.beyond})
    row.update({f"input {address}": value for address, value in trial.inputs.items()})
    row.update({f"chance {address}": value for address, value in trial.chances.items()})
    return row


def of_stage(trial, stage):
    name, held = stage.name, trial.held.get(stage.name, False)
    row = {f"reached {name}": name in trial.reached, f"held {name}": held}
    if not held:
        return row
    result = trial.reached[name]
    row.update({f"agreed {name}": result.agreed, f"rounds {name}": result.rounds_used})
    start, days = trial.scenario.start, trial.begins[name]
    row[f"begins {name}"] = str(start + timedelta(days=math.floor(days + 1e-6))) if start else days
    for party, threshold in result.threshold.items():
        agreed = result.accepted.get(party, False) and (result.agreed or stage.protocol == "participation")
        row[f"surplus_agreed {name}.{party}" if agreed else f"surplus_otherwise {name}.{party}"] = result.utility[party] - threshold
        if stage.protocol == "single-text":
            row[f"signed {name}.{party}"] = agreed
        row.update({f"took_part {name}.{party}": True, f"threshold {name}.{party}": threshold,
                    f"utility {name}.{party}": result.utility[party], f"accepted {name}.{party}": result.accepted.get(party, False)})
    if stage.protocol == "participation":
        row.update(of_convening(name, result))
    elif stage.protocol == "single-text":
        row.update(of_text(name, result))
    return row


def of_convening(name, result):
    row = {f"drawn_among_equals {name}": result.drawn}
    for guest, came in result.accepted.items():
        row[f"attendance {name}.{guest}"] = came
        for reason in result.reasons[guest]:
            row[f"absence {name}.{guest}: {reason}"] = True
            row[f"absence_alone {name}.{guest}: {reason}"] = len(result.reasons[guest]) == 1
    return row


def of_text(name, result):
    row = {f"drawn_among_equals {name}": result.drawn, f"zone {name}": result.zone,
           f"no_admissible_text {name}": not result.has_text,
           f"every_text_refused {name}": result.all_refused and not result.agreed}
    row.update({f"listed_but_away {name}.{party}": away for party, away in result.away.items()})
    row.update({f"veto_without_seat {name}.{party}": without for party, without in result.without_seat.items()})
    for party, reason in result.reasons.items() if not result.agreed else ():
        row.update({f"refused {name}.{party}": True, f"pivotal {name}.{party}": result.pivotal[party],
                    f"refused_because_of {name}.{party}": reason})
    return row | of_deal(name, result)


def of_deal(name, result):
    if not result.deal:
        return {}
    row = {f"possible_deal {name}": True, f"had_to_give_in_all {name}": len(result.gives)}
    row.update({f"nearest_deal {name}.{issue}": option for issue, option in result.deal.items()})
    for party, reason in result.gives.items():
        row.update({f"had_to_give {name}.{party}": True, f"had_to_give_alone {name}.{party}": len(result.gives) == 1,
                    f"had_to_give_because_of {name}.{party}": reason})
    return row
