"""Prints what the prover finds in a folder, a line each, for people and their CI."""

from pathlib import Path

import typer

from console.studio.proving.service import prove_folder
from console.studio.proving.view import say_finding, say_repair
from kernel.turns import Language

SEVERITIES: dict[Language, dict[str, str]] = {
    "en": {"error": "error", "warning": "warning"},
    "zh": {"error": "错误", "warning": "提示"},
}


def print_proof(folder: Path, *, strict: bool = False, language: str = "en") -> int:
    """Print the findings as file:line: and return the exit code: 1 for errors, 2 for no project.

    `strict` counts warnings as errors.
    """
    spoken: Language = "zh" if language == "zh" else "en"
    if not any((folder / name).exists() for name in ("domain.yml", "domain", "data", "config.yml")):
        typer.echo(f"{folder}: no Rasa project here (domain.yml, config.yml, data/).", err=True)
        return 2
    proof = prove_folder(folder)
    for finding in proof.findings:
        severity = SEVERITIES[spoken][finding.severity]
        typer.echo(f"{finding.place}: {severity}: {say_finding(finding, spoken)}")
        for path in finding.paths:
            steps = " → ".join(step.text for step in path.steps)
            typer.echo(f"    {path.name}: {steps}")
        for repair in finding.repairs[:1]:
            typer.echo(f"    {say_repair(repair, spoken)}?")
    errors, warnings = len(proof.errors), len(proof.warnings)
    typer.echo(f"{errors} errors, {warnings} warnings in {proof.seconds:.2f} s", err=True)
    return 1 if errors or (strict and warnings) else 0
