/// A place in a document; both numbers count from 1.
package struct DocumentPosition: Hashable, Comparable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int = 1) {
        self.line = line
        self.column = column
    }

    package static func < (left: DocumentPosition, right: DocumentPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
