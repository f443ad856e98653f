"""Reads altered inputs by the hundred thousand, guided by the code they reach: make fuzz.

What an input does wrong is tried again in a process of its own, made small, and kept in found/,
where the tests read it for ever. Each reader's inputs worth going on from stay in .fuzz/.
"""

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import click

from screening.settings import HOME

WORK = HOME / ".fuzz"
FOUND = Path(__file__).parent / "found"
# Of the inputs, by what reading one takes: milliseconds for a document, much less for a line.
SHARES = {
    "criteria": 3,
    "committee": 5,
    "ballots": 5,
    "scenarios": 5,
    "requests_yaml": 5,
    "requests_json": 15,
    "requests_jsonl": 10,
    "requests_csv": 12,
    "requests_xlsx": 5,
    "exported_log": 10,
    "facts": 5,
    "address": 10,
    "claims": 10,
}
_LONGEST = 1 << 16
# The code that counts what is reached makes reading slower; without it a second is enough.
_SECONDS_COUNTED = 4


@click.group(invoke_without_command=True)
@click.option("--inputs", default=1_000_000, show_default=True, help="How many, over all readers.")
@click.option("--reader", "only", multiple=True, type=click.Choice(list(SHARES)))
@click.pass_context
def main(context: click.Context, inputs: int, only: tuple[str, ...]) -> None:
    """Feeds every reader with altered inputs; exits with 1 when one did not answer."""
    if context.invoked_subcommand is not None:
        return
    chosen = only or tuple(SHARES)
    total = sum(SHARES[one] for one in chosen)
    read = found = 0
    for name in chosen:
        done, kept = _feed(name, inputs * SHARES[name] // total)
        click.echo(f"{name}: {done} inputs, {kept} of them without an answer")
        read, found = read + done, found + kept
    click.echo(f"{read} inputs, {found} of them without an answer")
    sys.exit(found > 0)


def _feed(name: str, inputs: int) -> tuple[int, int]:
    """Has a process feed a reader; how many inputs it read, and how many failed again here."""
    suspects = WORK / name / "suspects"
    suspects.mkdir(parents=True, exist_ok=True)
    done = 0
    while done < inputs:
        feeding = _run("feed", name, str(inputs - done))
        counted = re.findall(r"number_of_executed_units: (\d+)", feeding.stderr)
        done += max(1, int(counted[-1]) if counted else 0)
        if feeding.returncode:
            # Nothing in the process could stop this one: it took all memory, or hung in C.
            click.echo(feeding.stderr[-2_000:], err=True)
            break
    kept = 0
    for suspect in sorted(suspects.iterdir()):
        tried = _run("try", name, str(suspect))
        if tried.returncode:
            kept += 1
            click.echo(f"{name}: {tried.stderr.strip().splitlines()[-1]}")
        suspect.unlink()
    return done, kept


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.fuzz.run", *arguments],
        cwd=HOME,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


@main.command()
@click.argument("name")
@click.argument("inputs")
def feed(name: str, inputs: str) -> None:
    """Reads altered inputs in this process, and keeps one for each way to fail."""
    import atheris

    with atheris.instrument_imports(include=["screening"], enable_loader_override=False):
        from tests.fuzz.limits import within_limits
        from tests.fuzz.mutations import altered
        from tests.fuzz.readers import READERS
        from tests.fuzz.seeds import seeds

    reader = READERS[name]
    corpus, suspects = WORK / name / "corpus", WORK / name / "suspects"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(name):
        (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)
    seen: set[str] = set()

    def read(data: bytes) -> None:
        try:
            with within_limits(_SECONDS_COUNTED):
                reader.read(data)
        except BaseException as failure:
            way = signature(failure)
            if way not in seen:
                seen.add(way)
                (suspects / sha256(way.encode()).hexdigest()[:16]).write_bytes(data)

    def alter(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.3:
            return bytes(atheris.Mutate(data, longest))
        return altered(data, reader.ending, random)[:longest]

    options = [
        f"-runs={inputs}",
        f"-max_len={_LONGEST}",
        "-timeout=20",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        f"-artifact_prefix={suspects}/",
    ]
    atheris.Setup([name, *options, str(corpus)], read, custom_mutator=alter)
    atheris.Fuzz()


@main.command("try")
@click.argument("name")
@click.argument("file", type=Path)
def again(name: str, file: Path) -> None:
    """Reads an input that seemed to fail; if it does fail, makes it small and keeps it."""
    from tests.fuzz.readers import READERS
    from tests.fuzz.shrinking import failure_of, shrunk

    reader, data = READERS[name], file.read_bytes()
    failure = failure_of(reader, data)
    if failure is None:
        return
    small = shrunk(reader, data, failure)
    (FOUND / name).mkdir(parents=True, exist_ok=True)
    kept = FOUND / name / f"{sha256(small).hexdigest()[:8]}.{reader.ending}"
    kept.write_bytes(small)
    sys.exit(f"{kept.relative_to(HOME)}: {failure}")


def signature(failure: BaseException) -> str:
    """What failed, and where in this project: two inputs that share it have one cause."""
    at, trace = "", failure.__traceback__
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(HOME) and ".venv" not in file.parts:
            at = f"{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(failure).__name__} at {at}"


if __name__ == "__main__":
    main()
