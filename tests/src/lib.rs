//! Nothing: the tests of the whole system are in `tests/`.
