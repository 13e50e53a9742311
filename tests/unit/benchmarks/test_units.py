import pytest

from benchmarks.units import item_bytes, read_units, value_bytes, write_units


class TestItemBytes:
    @pytest.mark.parametrize(
        ("value", "size"),
        [({"S": "abc"}, 3), ({"S": "ñ"}, 2), ({"N": "0"}, 1), ({"N": "12345"}, 4), ({"N": "-12345"}, 5), ({"N": "100"}, 2),
         ({"BOOL": True}, 1), ({"NULL": True}, 1), ({"L": []}, 3), ({"L": [{"S": "ab"}]}, 6), ({"M": {"k": {"S": "ab"}}}, 7)],
    )  # fmt: skip
    def test_of_a_value_follows_the_published_rules(self, value, size):
        assert value_bytes(value) == size

    def test_counts_names_too(self):
        assert item_bytes({"name": {"S": "abc"}, "n": {"N": "1"}}) == 4 + 3 + 1 + 2


class TestWriteUnits:
    @pytest.mark.parametrize(("size", "units"), [(0, 1), (1, 1), (1024, 1), (1025, 2), (3000, 3)])
    def test_are_one_a_kilobyte(self, size, units):
        assert write_units(size) == units

    def test_are_double_in_a_transaction(self):
        assert write_units(1025, transactional=True) == 4

    def test_count_an_index_once_more(self):
        assert write_units(1025, transactional=True, indexes=1) == 6


class TestReadUnits:
    @pytest.mark.parametrize(
        ("size", "consistent", "units"), [(0, True, 1), (4096, True, 1), (4097, True, 2), (4097, False, 1.0), (10, False, 0.5)]
    )
    def test_are_one_for_four_kilobytes_read_consistently(self, size, consistent, units):
        assert read_units(size, consistent=consistent) == units

    def test_are_double_in_a_transaction(self):
        assert read_units(10, consistent=True, transactional=True) == 2
