/// A directory with everything that somebody needs who trusts neither this machine nor this program: the blocks as
/// they are stored, the same events to be read, the signed checkpoints, the public key, and a verifier of few lines.
package struct EvidenceBundle {
    /// Gives lines, without their newlines, one after the other to whatever takes them.
    package typealias Lines = (_ line: (String) throws(EvidenceError) -> Void) throws(EvidenceError) -> Void

    package static let blocksName = "blocks.exact"
    package static let eventsName = "events.ndjson"
    package static let kindsName = "kinds.json"
    package static let checkpointsName = "checkpoints"
    package static let verifierName = "verify.py"
    package static let readmeName = "README.txt"

    package let key: VerifierKey
    package let checkpoints: [SignedCheckpoint]
    /// The numbers of the kinds that the events' lines name.
    package let kinds: [(name: String, number: UInt16)]

    package init(
        key: VerifierKey, checkpoints: [SignedCheckpoint], kinds: [(name: String, number: UInt16)] = []
    ) {
        self.key = key
        self.checkpoints = checkpoints
        self.kinds = kinds
    }

    /// Writes a new directory. Nothing that is there is ever written over; what a failure leaves behind has no
    /// `README.txt`, which is written last. The lines of events may be fewer than there are in the blocks.
    package func write(to directory: String, blocks: Lines, events: Lines?) throws(EvidenceError) {
        try EvidenceFile.makeDirectory(directory)
        try write("\(directory)/\(Self.blocksName)", lines: blocks)
        if let events { try write("\(directory)/\(Self.eventsName)", lines: events) }
        if !kinds.isEmpty { try write("\(directory)/\(Self.kindsName)", kindsText) }
        try write("\(directory)/\(LogKey.publicName)", key.text + "\n")
        let notes = "\(directory)/\(Self.checkpointsName)"
        try EvidenceFile.makeDirectory(notes)
        for (number, checkpoint) in checkpoints.enumerated() {
            let name = "\(padded(checkpoint.checkpoint.size))-\(number + 1).note"
            try write("\(notes)/\(name)", checkpoint.text)
        }
        try EvidenceFile.flush(directory: notes)
        try write("\(directory)/\(Self.verifierName)", IndependentVerifier.source, mode: 0o700)
        try write("\(directory)/\(Self.readmeName)", readme(hasEvents: events != nil))
        try EvidenceFile.flush(directory: directory)
        try EvidenceFile.flushDirectory(of: directory)
    }

    private func write(_ path: String, lines: Lines) throws(EvidenceError) {
        let file = try EvidenceFile.Writer(path, mode: 0o600)
        try lines { line throws(EvidenceError) in
            try file.write(line.utf8)
            try file.write([TextLines.newline])
        }
        try file.finish()
    }

    private func write(_ path: String, _ text: String, mode: UInt32 = 0o600) throws(EvidenceError) {
        let file = try EvidenceFile.Writer(path, mode: mode)
        try file.write(text.utf8)
        try file.finish()
    }

    /// So that a listing shows them in the order of the log.
    private func padded(_ size: UInt64) -> String {
        let digits = String(size)
        return String(repeating: "0", count: max(0, 13 - digits.count)) + digits
    }

    private var kindsText: String {
        let rows = kinds.sorted { $0.number < $1.number }.map { "  \"\($0.name)\": \($0.number)" }
        return "{\n" + rows.joined(separator: ",\n") + "\n}\n"
    }

    private func readme(hasEvents: Bool) -> String {
        var text = """
            This directory is evidence from the log \(key.name).

            blocks.exact      the log as it is stored: one block of events on each line, in base64
            checkpoints/      what the log signed over time: so many blocks, this root
            log-key.pub       the key that the signatures are checked with
            verify.py         a program that checks all this, in Python 3 and with the openssl command

            """
        if hasEvents {
            text += """
                events.ndjson     the same events, readable; perhaps without personal data, perhaps not all of them
                kinds.json        the numbers that the blocks use for the kinds of event

                """
        }
        return text + """

            To check it:      python3 verify.py
            With a key that you had before, or that you asked somebody else for:
                              python3 verify.py --key 'tocsin/...+...+...'

            It says what was proved and what was not, and ends with status 1 if anything is wrong. It is short enough
            to be read before it is run. A checkpoint that you kept yourself (in a mail, a receipt, on paper) can be
            put into checkpoints/ as a file that ends in .note: if this log was changed since, it will not fit.

            """
    }
}
