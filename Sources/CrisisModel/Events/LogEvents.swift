/// The daemon started.
package struct LogOpened: EventPayload {
    package static let kind = EventKind.logOpened

    package var version: String = ""
    package var bootID: String = ""
    /// The stop epoch of this start: no number is ever given twice.
    package var epoch: Int64 = 0

    package init() {}

    package init(version: String, bootID: String, epoch: Int64) {
        self.version = version
        self.bootID = bootID
        self.epoch = epoch
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.text("version", &version)
        try coder.text("bootID", &bootID)
        try coder.integer("epoch", &epoch)
    }

    package var event: CrisisEvent { .logOpened(self) }
}
