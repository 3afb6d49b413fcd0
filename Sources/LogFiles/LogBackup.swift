package import EventLog

/// How far a copy is, in events.
package struct CopyProgress: Hashable, Sendable {
    package let copied: UInt64
    package let total: UInt64
}

/// A log copied while it may be written: blocks by their sequence, in short read transactions, so that the source's
/// file does not grow because of the reader.
package enum LogBackup {
    /// The copy in the backup's directory: a log's directory, ready to use.
    package static func logDirectory(in directory: String) -> String { directory + "/log" }

    /// Copies what the source holds now into `directory/log`, or what is missing there from an earlier backup.
    package static func run(
        from source: any BlockSource, place: String, into directory: String,
        progress: (CopyProgress) -> Void = { _ in }
    ) throws(LogFileError) -> CopyReport {
        try DurableFile.makeDirectory(directory)
        let report = try copy(source, place: place, to: logDirectory(in: directory), progress)
        try DurableFile.flush("\(directory)/..")
        return report
    }

    /// Makes the backup's directory, for a copy whose blocks come from elsewhere.
    package static func prepare(_ directory: String) throws(LogFileError) {
        try DurableFile.makeDirectory(directory)
        try DurableFile.flush("\(directory)/..")
    }

    package static func figures(of directory: String) throws(LogFileError) -> LogFigures {
        let log = try open(directory)
        return try reading(directory) { () throws(EventLogError) in try log.figures() }
    }

    static func copy(
        _ source: any BlockSource, place: String, to directory: String, _ progress: (CopyProgress) -> Void
    ) throws(LogFileError) -> CopyReport {
        let goal = try reading(place) { () throws(EventLogError) in try source.summary() }
        let copy = try LogCopy(directory: directory, of: goal)
        var position = try copy.start()
        while position < goal.lastSequence {
            let blocks = try reading(place) { () throws(EventLogError) in
                try source.blocks(after: position, through: goal.lastSequence)
            }
            // Only a source that lost its end gives nothing here.
            if blocks.isEmpty { break }
            for block in blocks { try copy.add(block) }
            position = copy.lastSequence
            progress(CopyProgress(copied: position, total: goal.lastSequence))
        }
        return try copy.finish()
    }

    /// A log of a directory that nobody has open, or beside its writer.
    package static func open(_ directory: String) throws(LogFileError) -> EventLog {
        try reading(directory) { () throws(EventLogError) in
            try EventLog.open(
                directory: directory, options: EventLogOptions(access: .readOnly), clock: .system())
        }
    }

    static func reading<Result>(
        _ place: String, _ body: () throws(EventLogError) -> Result
    ) throws(LogFileError) -> Result {
        do throws(EventLogError) {
            return try body()
        } catch {
            throw LogFileError(error, place: place)
        }
    }
}
