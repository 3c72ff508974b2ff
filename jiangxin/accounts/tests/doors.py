from tests.doors import Door

# Before the door anybody may stand; who is inside is sent on to the home page.
BEFORE = {"get": 302, "post": 302, "stranger": 302, "former": 302, "anonymous": "open"}

DOORS = {
    "account_login": Door(**BEFORE),
    "account_code": Door(**BEFORE),
    "account_code_again": Door(**{**BEFORE, "get": 405, "stranger": 405, "former": 405}),
    "account_last_four": Door(**BEFORE),
    "account_password_sign_in": Door(**BEFORE),
    "account_lost": Door(**{**BEFORE, "post": 405}),
    "account_logout": Door(**{**BEFORE, "get": 405, "stranger": 405, "former": 405}),
    "account_password": Door(post=200, stranger=200, former=200),
}
