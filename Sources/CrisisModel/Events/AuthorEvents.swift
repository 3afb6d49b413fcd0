/// An author is heard for the first time and gets a key: the slot of that number in the key file.
package struct AuthorKeyAssigned: EventPayload {
    package static let kind = EventKind.authorKeyAssigned

    /// Counted from 1.
    package var author: Int64 = 0
    /// Of realm, source and handle: the same person is found again by whoever holds the key file.
    package var tag: KeyedHash = .zero

    package init() {}

    package init(
        author: Int64, tag: KeyedHash
    ) {
        self.author = author
        self.tag = tag
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("author", &author)
        try coder.keyedHash("tag", &tag)
    }

    package var event: CrisisEvent { .authorKeyAssigned(self) }
}

/// The keys of these authors are destroyed: nothing that they sealed can be read again, here or in any copy.
package struct AuthorErased: EventPayload {
    package static let kind = EventKind.authorErased

    package var authors: [Int64] = []
    package var basis: ErasureBasis = .request
    package var reason: String = ""
    /// The role in which the person acted; nil for the retention period.
    package var role: String? = nil

    package init() {}

    package init(
        authors: [Int64], basis: ErasureBasis, reason: String, role: String? = nil
    ) {
        self.authors = authors
        self.basis = basis
        self.reason = reason
        self.role = role
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integers("authors", &authors)
        try coder.choice("basis", &basis)
        try coder.text("reason", &reason)
        try coder.text("role", &role)
    }

    package var event: CrisisEvent { .authorErased(self) }
}
