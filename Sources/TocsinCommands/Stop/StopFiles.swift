/// The stop files of an instance, as far as they could be written.
struct StopFiles: Hashable, Sendable {
    var written: [String] = []
    /// Path and reason.
    var failed: [String] = []

    static func write(for place: RuntimePlace, reason: String) -> StopFiles {
        var files = StopFiles()
        for sentinel in Sentinel.all(for: place) {
            if let problem = sentinel.write(reason: reason) {
                files.failed.append("\(sentinel.path): \(problem)")
            } else {
                files.written.append(sentinel.path)
            }
        }
        return files
    }
}
