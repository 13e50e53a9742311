from benchmarks.cloud import Journey, Stage
from benchmarks.recorder import Call


def call(name: str) -> Call:
    return Call("dynamodb", name, {})


class TestRoundTrips:
    def test_of_a_request_count_the_way_to_lambda(self):
        request = Stage("api_handler", "api", calls=[call("GetItem"), call("TransactWriteItems")])
        assert Journey([request], 201, {}).ends_after() == 4

    def test_of_a_flow_that_is_waited_for_add_up(self):
        start, invoke = call("StartSyncExecution"), call("Invoke")
        request = Stage("api_handler", "api", calls=[start])
        machine = Stage("machine", "machine", request, start, True, calls=[invoke, call("SendMessage")])
        task = Stage("task", "task", machine, invoke, True, calls=[call("GetItem"), call("TransactWriteItems")])
        request.inner, machine.inner = [machine], [task]
        assert (request.ends_after(), task.starts_after(), task.ends_after()) == (7, 4, 6)

    def test_of_what_follows_start_where_it_was_brought_about(self):
        write = call("TransactWriteItems")
        request = Stage("api_handler", "api", calls=[write, call("GetItem")])
        relay = Stage("relay", "stream", request, write, calls=[call("SendMessage")])
        journey = Journey([request, relay], 200, {})
        assert relay.ends_after() == 2 + 1 + 1 + 1
        assert journey.ends_after(lambda stage: stage.name == "relay") == 5
