"""shell"""
def shell(request):
    return {}
