"""The second solver: OR-Tools CP-SAT answers the same row models, one objective after the other."""

from __future__ import annotations

from ortools.sat.python import cp_model

from pathways.completion.rowmodel import RowModel, Terms


def objectives_by_cpsat(model: RowModel) -> tuple[int, ...] | None:
    """Return the best value of each objective, the earlier ones held; None where the rows contradict each other."""
    program = cp_model.CpModel()
    variables = [
        program.new_int_var(low, high, f"x{index}")
        for index, (low, high) in enumerate(zip(model.lower, model.upper, strict=True))
    ]

    def summed(terms: Terms) -> cp_model.LinearExprT:
        return sum(coefficient * variables[index] for index, coefficient in terms.items())

    for terms, low, high in model.rows:
        if not terms and ((low or 0) > 0 or (high or 0) < 0):
            return None
        if terms:
            if low is not None:
                program.add(summed(terms) >= low)
            if high is not None:
                program.add(summed(terms) <= high)
    found: list[int] = []
    for terms in model.objectives or [{}]:
        program.minimize(summed(terms))
        best = _solved(program)
        if best is None:
            return None
        found.append(best)
        if terms:
            program.add(summed(terms) == best)
    return tuple(found[: len(model.objectives)])


def _solved(program: cp_model.CpModel) -> int | None:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = 1
    status = solver.solve(program)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL, solver.status_name(status)
    return round(solver.objective_value)
