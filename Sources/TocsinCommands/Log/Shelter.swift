import Glibc

/// A damaged page of the store ends whoever reads it, by a signal. Questions to a log's folder are therefore answered by
/// a child, and its death is an answer too.
enum Shelter {
    private static let mark = "TOCSIN_SHELTERED"
    /// They read and write nothing. Who makes a copy is told by its own means, and is not to go on when its parent is
    /// killed.
    private static let verbs: Set<String> = [
        "verify", "stats", "state", "why", "prove", "prove-stop", "what-if", "report", "replay", "diff",
    ]

    /// Nil: to be answered here.
    static func run(_ arguments: [String], _ program: String = "/proc/self/exe") -> Int32? {
        guard arguments.count > 1, arguments[0] == "log", verbs.contains(arguments[1]),
            arguments.contains(where: { $0 == "--directory" || $0.hasPrefix("--directory=") }),
            getenv(mark) == nil
        else { return nil }
        setenv(mark, "1", 1)
        // Its death is told in a sentence.
        setenv("SWIFT_BACKTRACE", "enable=no", 1)
        defer { unsetenv(mark) }
        // The log's map is large and mostly holes: a core file of it helps nobody.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        var words = (["tocsinctl"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid = pid_t()
        guard posix_spawn(&pid, program, nil, nil, &words, environ) == 0 else { return nil }
        var exit: Int32 = 0
        while waitpid(pid, &exit, 0) < 0, errno == EINTR {}
        let signal = exit & 0x7F
        return signal == 0 ? exit >> 8 & 0xFF : -signal
    }

    static func death(_ signal: Int32) -> CommandError {
        CommandError(
            .notSound,
            "NOT SOUND: whoever reads this log dies of signal \(signal): a page of its store is damaged, or its file was cut",
            code: "store-damaged",
            next: ["keep this folder as it is, and take the last good copy beside it"])
    }
}
