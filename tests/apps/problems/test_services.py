"""The ledger: opening problems, the steps of their life, and who may take them."""

from huitoukan.domain.problems import State


def test_a_problem_walks_from_registration_to_sign_off(make):
    import time

    t = time.time()
    problem = make.problem(state=State.CLOSED)
    print(time.time() - t)
    assert problem.stands is State.CLOSED


def test_b(make):
    import time

    t = time.time()
    problem = make.problem(state=State.CLOSED)
    print(time.time() - t)


def test_c(cast):
    pass
