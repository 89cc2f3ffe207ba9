"""The demonstration: invented organisations and three plans with six months of history, loaded through the domain.

Only `manage.py load_demo` enters here. It may import every layer, as the rest of the composition root may.
"""
