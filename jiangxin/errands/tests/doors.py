from tests.doors import Door

DOORS = {
    "errands:errand": Door(subject="errand", owner="zhao", get=200, stranger=404, former=404),
}
