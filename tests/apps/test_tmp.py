from huitoukan.apps.problems.models import Problem
def test_x(cast, make):
    p=make.problem(rule="X16"); q=make.problem(rule="X33")
    print(p.department,q.department, p.area.depth_path, cast.min.grants[0].department, cast.min.grants[0].path)
    print(Problem.objects.visible_to(cast.min).query)
    for g in cast.min.grants: print(g)
