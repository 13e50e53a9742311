"""One name travels the stack: a Lambda, the task behind it, the structure it reads, the state that calls it."""

import pytest

from app import app

TASKS = {each.name: each.handler_string for each in app.pure_lambda_functions}


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_task_is_called_what_its_lambda_is_called(name):
    module, _, function = TASKS[name].rpartition(".")
    context = module.split(".")[1]
    assert name == f"{context}_{function}"


@pytest.mark.parametrize("source", sorted(app.event_sources, key=lambda each: each.name), ids=lambda each: each.name)
def test_a_consumer_says_verb_and_noun(source):
    assert "_" in source.handler_string.rpartition(".")[2]
