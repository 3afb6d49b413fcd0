import Testing

@Suite("The sources")
struct SourceTests {
    private static let fileLinesMax = 400
    private static let functionLinesMax = 70
    /// Files and functions that may be longer, each with its reason.
    private static let longFiles: [String: String] = [:]
    private static let longFunctions: [String: String] = [
        "ControlService+Posts.swift func postHandlers":
            "the list of an interface's methods, one after another",
        "ControlService+Stop.swift func stopHandlers":
            "the list of an interface's methods, one after another",
    ]
    /// Split, so that this file may hold them.
    private static let bannedWords = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    private static let bannedPhrases = ["for" + " now"]
    private static let bannedCode = ["fatal" + "Error(", "try" + "!", "as" + "! "]
    private static let textSuffixes = [
        ".swift", ".c", ".h", ".py", ".md", ".varlink", ".service", ".socket", ".yaml", ".catalog",
        ".sysusers",
        ".tmpfiles", ".modulemap", "run",
    ]

    private static func swiftFiles() throws -> [String] {
        try Repository.files(under: "Sources", endingIn: [".swift"])
            + Repository.files(under: "Tests", endingIn: [".swift"])
    }

    private static func texts() throws -> [String] {
        try [".ci", "Sources", "Tests", "docs", "systemd", "replay-fixtures"]
            .flatMap { try Repository.files(under: $0, endingIn: textSuffixes) } + [
                "README.md", "Package.swift",
            ]
    }

    @Test("No file is longer than it can be kept in mind")
    func fileLengths() throws {
        for file in try Self.swiftFiles()
            + Repository.files(under: "Sources", endingIn: [".c", ".h"])
            + Repository.files(under: "Tests", endingIn: [".py"])
        where Self.longFiles[file] == nil {
            let count = try Repository.lines(of: file).count - 1
            #expect(count <= Self.fileLinesMax, "\(file) has \(count) lines")
        }
    }

    @Test("No function is longer than a screen")
    func functionLengths() throws {
        for (file, code) in try SourceText.all.get() {
            for function in FunctionExtent.all(in: code)
            where function.lineCount > Self.functionLinesMax
                && Self.longFunctions["\(file.split(separator: "/").last ?? "") \(function.name)"] == nil
            {
                Issue.record(
                    "\(file):\(function.firstLine): \(function.name) has \(function.lineCount) lines")
            }
        }
    }

    @Test("The length of a function is found, whatever stands in its texts")
    func extents() throws {
        let text = #"""
            struct A {
                /* func no() { */
                func one(_ body: () -> Void = {}) -> String {
                    "} \(["}": "{"].map { "\($0.key){" }) {"
                }
                init() { self.init(1) }
                func two(
                    a: Int
                ) throws -> Int
                {
                    // }
                    1
                }
            }
            protocol B {
                func required() throws -> Int
                init(_ value: Int)
            }
            func three() {
            }
            """#
        let found = FunctionExtent.all(in: SourceText.code(of: text))
        #expect(
            found.map { "\($0.name) \($0.firstLine) \($0.lineCount)" } == [
                "func one 3 3", "init 6 1", "func two 7 7", "func three 19 2",
            ])
    }

    @Test("Nothing traps on what the world does")
    func traps() throws {
        for (file, code) in try SourceText.all.get() {
            for word in Self.bannedCode { #expect(!code.contains(word), "\(file): \(word)") }
        }
    }

    @Test("Nothing is left for later in a comment")
    func bannedWords() throws {
        for file in try Self.texts() {
            for (index, line) in try Repository.lines(of: file).enumerated() {
                let words = Set(line.split { !($0.isLetter || $0.isNumber || $0 == "_") })
                for word in Self.bannedWords {
                    #expect(!words.contains(Substring(word)), "\(file):\(index + 1)")
                }
                for phrase in Self.bannedPhrases {
                    #expect(!line.lowercased().contains(phrase), "\(file):\(index + 1): \(phrase)")
                }
            }
        }
    }

    @Test("No file knows where it was written")
    func workplaces() throws {
        // A slash before the name of a folder in which somebody works, and a name behind it.
        let places = ["work", "Users", "root"].map { "/" + $0 + "/" }
        for file in try Self.texts() {
            for (index, line) in try Repository.lines(of: file).enumerated() {
                for place in places {
                    guard let range = line.firstRange(of: place) else { continue }
                    // `https://example.org/work/` and `./work/` are no paths of a machine.
                    let before = line[..<range.lowerBound].last
                    let isPath = before.map { !($0.isLetter || $0.isNumber || ".-_/$}".contains($0)) } ?? true
                    #expect(!isPath, "\(file):\(index + 1): \(line)")
                }
            }
        }
    }
}
