import pytest

# The contract is no test_ file, and its failures should show the values they compare.
pytest.register_assert_rewrite("tests.stores.contract")
