from tests.doors import Door

DOORS = {
    "ui:style": Door(stranger=200, former=200),  # made-up words only
    "ui:appearance": Door(get=405, post=302, stranger=405, former=405, anonymous="open"),
}
