"""Moving a part of a plan up or down among its neighbours."""


def next_position(neighbours) -> int:
    """The position after the last of these rows."""
    last = neighbours.order_by("-position").values_list("position", flat=True).first()
    return 1 if last is None else last + 1


def shift(row, neighbours, direction: str) -> None:
    """Swap `row` with the one before (`up`) or after (`down`); at the end nothing happens."""
    ordered = list(neighbours.order_by("position", "created_at").select_for_update())
    index = next(i for i, one in enumerate(ordered) if one.pk == row.pk)
    target = index + (-1 if direction == "up" else 1)
    if 0 <= target < len(ordered):
        ordered[index], ordered[target] = ordered[target], ordered[index]
    for position, one in enumerate(ordered, start=1):
        if one.position != position:
            type(one).objects.filter(pk=one.pk).update(position=position)
