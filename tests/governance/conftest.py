from tests.governance.people import own_people  # noqa: F401  a fixture
