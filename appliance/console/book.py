# SPDX-License-Identifier: Apache-2.0
"""The book: a question answered from the charter, and whether the charter is good."""

from pathlib import Path

import click

from appliance import charter, config
from appliance.answers import AnswerBook
from appliance.answers.batch import Question, answered, questions
from appliance.answers.batch import as_json as answer_line
from appliance.console.printed import as_json_option
from appliance.words import LANGUAGES


@click.command()
@click.option("--language", type=click.Choice(LANGUAGES), help="The language to answer in; else the question's own.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Answer each line of this file (- is standard input), a question or a JSON object, with a JSON line.",
)
@as_json_option
@click.argument("question", metavar="TEXT", required=False)
@click.pass_context
def ask(context: click.Context, language: str | None, batch: str | None, as_json: bool, question: str | None) -> None:
    """Answer TEXT from the Citizen's Charter, the hall's own or, where there is no configuration, the one we ship."""
    if (question is None) == (batch is None):
        raise click.UsageError("give either TEXT or --batch FILE")
    book = AnswerBook(_charter(context.obj))
    if batch is None:
        answer = answered(book, Question(question or "", language or ""))
        click.echo(answer_line(answer, question or "") if as_json else answer.text)
        return
    with click.open_file(batch, encoding="utf-8", errors="replace") as lines:
        for one in questions(lines, "standard input" if batch == "-" else batch):
            click.echo(answer_line(answered(book, Question(one.text, one.language or language or "")), one.text))


def _charter(path: Path) -> charter.Charter:
    """The services of the hall that the configuration describes; ours where nobody has written one."""
    if path == config.DEFAULT_PATH and not path.exists():
        return charter.load()
    return charter.of_hall(config.load(path).hall.charter)


@click.group("charter")
def charter_group() -> None:
    """The Citizen's Charter: the services this hall offers."""


@charter_group.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def charter_check(folders: tuple[Path, ...]) -> None:
    """Read our services and those in FOLDERS, naming the first file and key that cannot be used."""
    services = charter.load(*folders).services
    click.echo(f"{len(services)} services: {', '.join(services)}")


COMMANDS = (ask, charter_group)
