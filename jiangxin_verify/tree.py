"""The Merkle tree of RFC 9162 over digests of 32 bytes.

A leaf's hash is SHA-256(0 ‖ digest), a node's SHA-256(1 ‖ left ‖ right).
"""

from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf(digest):
    return sha256(b"\0" + digest).digest()


def node(left, right):
    return sha256(b"\1" + left + right).digest()


def split(size):
    """Where a tree of so many leaves divides: the largest power of two below."""
    return 1 << (size - 1).bit_length() - 1


def joined(hashes):
    """The root over complete subtrees that grow smaller from left to right."""
    if not hashes:
        return EMPTY
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node(left, root)
    return root


class Frontier:
    """The right edge of a tree, by which it grows: one hash for each complete subtree."""

    def __init__(self, size=0, hashes=()):
        self.size, self.hashes = size, list(hashes)

    def add(self, digest):
        """Append one; returns (level, index, hash) of each subtree that it completed."""
        new, level, position, grown = leaf(digest), 0, self.size, []
        while position >> level & 1:
            new = node(self.hashes.pop(), new)
            level += 1
            grown.append((level, position >> level, new))
        self.hashes.append(new)
        self.size += 1
        return grown

    def root(self):
        return joined(self.hashes)


def inclusion(position, size, hash_of):
    """The path by which the leaf is proved. `hash_of(start, end)` is the root of those leaves."""
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if position < middle:
            path.append(hash_of(middle, end))
            end = middle
        else:
            path.append(hash_of(start, middle))
            start = middle
    return path[::-1]


def consistency(old, size, hash_of):
    """The proof that a tree of `size` leaves begins with the one of `old` leaves."""

    def part(wanted, start, end, is_whole):
        if wanted == end - start:
            return [] if is_whole else [hash_of(start, end)]
        half = split(end - start)
        middle = start + half
        if wanted <= half:
            return [*part(wanted, start, middle, is_whole), hash_of(middle, end)]
        return [*part(wanted - half, middle, end, False), hash_of(start, middle)]

    return part(old, 0, size, True) if old else []


def root_by(hashed, position, size, path):
    """The root to which the path leads from this leaf's hash; None when it leads nowhere."""
    if not 0 <= position < size:
        return None
    here, last, root = position, size - 1, hashed
    for other in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            root = node(other, root)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            root = node(root, other)
        here, last = here >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(old, old_root, size, root, path):
    """Does the tree of `size` leaves begin with the one of `old`? RFC 9162, 2.1.4.2."""
    if not 0 < old < size:
        return not path and ((old, old_root) == (size, root) or (old, old_root) == (0, EMPTY))
    if not path:
        return False
    is_power = old & (old - 1) == 0
    first, *rest = [old_root, *path] if is_power else path
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = first
    for other in rest:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node(other, before), node(other, after)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            after = node(after, other)
        here, last = here >> 1, last >> 1
    return (before, after, last) == (old_root, root, 0)
