"""RFC 9162: the known roots, and every proof of trees of up to 200 leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangxin_verify import tree

# The test vectors of Certificate Transparency.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 200
DIGESTS = [bytes([n]) * 32 for n in range(MOST)]


def root(digests):
    frontier = tree.Frontier()
    for digest in digests:
        frontier.add(digest)
    return frontier.root()


def hash_of(start, end):
    """By the definition, not by the frontier."""
    if end - start == 1:
        return tree.leaf(DIGESTS[start])
    middle = start + tree.split(end - start)
    return tree.node(hash_of(start, middle), hash_of(middle, end))


def flipped(path, bit):
    """The same path with one bit changed."""
    at, rest = divmod(bit % (256 * len(path)), 256)
    changed = bytearray(path[at])
    changed[rest // 8] ^= 1 << rest % 8
    return [*path[:at], bytes(changed), *path[at + 1 :]]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_known_roots(size):
    assert root([bytes.fromhex(one) for one in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_nothing_has_a_root_too():
    assert tree.Frontier().root().hex().startswith("e3b0c44298fc1c14")


def test_every_inclusion_is_proved_and_no_other_place():
    for size in range(1, MOST + 1):
        whole = root(DIGESTS[:size])
        assert whole == hash_of(0, size)
        for position in range(0, size, max(1, size // 9)):
            path = tree.inclusion(position, size, hash_of)
            hashed = tree.leaf(DIGESTS[position])
            assert tree.root_by(hashed, position, size, path) == whole
            if size > 1:
                other = (position + 1) % size
                assert tree.root_by(hashed, other, size, path) != whole
                assert tree.root_by(hashed, position, size, path[:-1]) != whole


@given(st.data(), st.integers(2, MOST))
def test_one_flipped_bit_spoils_an_inclusion(data, size):
    position = data.draw(st.integers(0, size - 1))
    path, hashed = tree.inclusion(position, size, hash_of), tree.leaf(DIGESTS[position])
    assert tree.root_by(hashed, position, size, path) == hash_of(0, size)
    changed = flipped(path, data.draw(st.integers(0, 256 * len(path) - 1)))
    assert tree.root_by(hashed, position, size, changed) != hash_of(0, size)
    assert tree.root_by(flipped([hashed], 77)[0], position, size, path) != hash_of(0, size)


@given(st.data(), st.integers(2, MOST))
def test_one_flipped_bit_spoils_a_consistency(data, size):
    old = data.draw(st.integers(1, size))
    path, roots = tree.consistency(old, size, hash_of), (hash_of(0, old), hash_of(0, size))
    assert tree.is_consistent(old, roots[0], size, roots[1], path)
    if path:
        changed = flipped(path, data.draw(st.integers(0, 256 * len(path) - 1)))
        assert not tree.is_consistent(old, roots[0], size, roots[1], changed)
    spoilt = flipped([roots[0]], 5)[0]
    assert not tree.is_consistent(old, spoilt, size, roots[1], path)


def test_every_consistency_is_proved():
    roots = [tree.EMPTY, *(hash_of(0, size) for size in range(1, 66))]
    for size in range(1, 66):
        for old in range(size + 1):
            path = tree.consistency(old, size, hash_of)
            assert tree.is_consistent(old, roots[old], size, roots[size], path)
            if 0 < old < size:
                assert not tree.is_consistent(old, roots[old - 1], size, roots[size], path)


def test_a_frontier_goes_on_where_it_stood():
    for stop in range(MOST):
        first = tree.Frontier()
        for digest in DIGESTS[:stop]:
            first.add(digest)
        second = tree.Frontier(first.size, first.hashes)
        for digest in DIGESTS[stop:]:
            second.add(digest)
        assert second.root() == hash_of(0, MOST)


def test_completed_subtrees_are_told():
    frontier, told = tree.Frontier(), {}
    for digest in DIGESTS:
        told |= {(level, index): one for level, index, one in frontier.add(digest)}
    assert told[3, 2] == hash_of(16, 24)
    assert told[7, 0] == hash_of(0, 128)
    assert (7, 1) not in told
