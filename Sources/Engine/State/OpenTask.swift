package import CrisisModel

/// Something that a person must do outside Tocsin.
package struct OpenTask: CanonicalState {
    package var opened: TaskOpened
    package var openedAt: EventTime
    package var doneBy: String?
    package var note: String?
    /// The event that opened it.
    package var sequence: UInt64

    package static var blank: OpenTask { OpenTask(opened: TaskOpened(), openedAt: .zero, sequence: 0) }

    package mutating func visit<Coder: StateCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.nested("opened", &opened)
        try coder.time("openedAt", &openedAt)
        try coder.text("doneBy", &doneBy)
        try coder.text("note", &note)
        try coder.unsigned("sequence", &sequence)
    }
}
