"""Step `experiments`: the planned looks that are due are taken, so that nobody has to remember."""

from crm_backend.analytics.experiments.looks import list_due, read_look, take_look
from crm_backend.analytics.pipeline.step import Context, StepResult


class ExperimentsStep:
    """Takes each look by itself: one that cannot be taken does not undo another."""

    name, weight = "experiments", 1.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Look; the notes say what each look came to."""
        with context.database.session() as session:
            due = list_due(session, now=context.as_of)
        notes = []
        for key in due:
            with context.database.transaction() as session:
                look = take_look(session, key=key, now=context.as_of)
                verdict = read_look(look).verdict.key
            notes.append(f"Experiment {key}, look {look.number}: {verdict}.")
        return StepResult(notes=tuple(notes))
