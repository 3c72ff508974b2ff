from tests.doors import Door

DOORS = {
    "people:list": Door(post=200),
    "people:person": Door(subject="zhang", post=200, stranger_is="sun"),
    "people:disclosure": Door(subject="zhang", post=200, stranger_is="sun"),
    "people:appointment": Door(subject="jinggong_union", post=200, stranger_is="sun"),
    "people:enterprise_appointment": Door(subject="jinggong", post=200, stranger_is="sun"),
}
