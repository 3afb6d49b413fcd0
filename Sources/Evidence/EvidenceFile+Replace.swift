internal import Glibc

extension EvidenceFile {
    /// Puts a file in the place of another, or of none: whole and flushed when this returns.
    package static func replace(_ path: String, with bytes: [UInt8], mode: UInt32 = 0o600)
        throws(EvidenceError)
    {
        let temporary = path + ".new"
        unlink(temporary)
        let file = try Writer(temporary, mode: mode)
        try file.write(bytes)
        try file.finish()
        guard rename(temporary, path) == 0 else {
            throw EvidenceError(.cannotWrite, reason(errno), path: path)
        }
        try flushDirectory(of: path)
    }
}
