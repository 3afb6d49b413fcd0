package import CrisisModel

/// Something that a person must do outside Tocsin.
package struct OpenTask: CanonicalState {
    package var opened: TaskOpened
    package var openedAt: EventTime
    package var doneBy: String?
    package var note: String?

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try opened.visit(&coder)
        try coder.time("openedAt", &openedAt)
        try coder.text("doneBy", &doneBy)
        try coder.text("note", &note)
    }
}
