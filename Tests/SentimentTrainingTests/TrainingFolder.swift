import Glibc

/// A data folder with a tiny corpus of our own making, removed at the end of the closure.
struct TrainingFolder {
    let path: String
    var out: String { path + "/weights.bin" }

    static func with<Value>(_ body: (TrainingFolder) throws -> Value) throws -> Value {
        var template = Array("/tmp/tocsin-training-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FolderError.cannotCreate }
        let length = template.firstIndex(of: 0) ?? template.count
        let path = String(decoding: template[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = TrainingFolder(path: path)
        defer { folder.remove() }
        mkdir(path + "/tweeteval-sentiment", 0o755)
        mkdir(path + "/vader", 0o755)
        mkdir(path + "/umsab", 0o755)
        return try body(folder)
    }

    enum FolderError: Error { case cannotCreate, cannotWrite }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        guard let file = fopen(path + "/" + name, "w") else { throw FolderError.cannotWrite }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw FolderError.cannotWrite }
    }

    func read(_ name: String) -> [UInt8] {
        guard let file = fopen(path + "/" + name, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        return Array(bytes[..<fread(&bytes, 1, bytes.count, file)])
    }

    private func remove() {
        for name in [
            "tweeteval-sentiment/train.jsonl", "tweeteval-sentiment/train.jsonl.gz",
            "tweeteval-sentiment/val.jsonl",
            "vader/vader_lexicon.txt", "umsab/train.jsonl", "weights.bin", "weights.bin.partial",
        ] { unlink(path + "/" + name) }
        for name in ["tweeteval-sentiment", "vader", "umsab"] { rmdir(path + "/" + name) }
        rmdir(path)
    }

    /// The same in a second language.
    static var german: String {
        let openings = ["Das Essen war grausig", "Das Essen kommt um neun", "Das Essen war herrlich"]
        let endings = ["", " heute", " am Hafen", " in Gent", ", sagt Anna", ", siehe Seite vier"]
        let lines = endings.flatMap { ending in
            openings.indices.flatMap { label in
                [
                    "{\"text\": \"\(openings[label])\(ending)\", \"label\": \(label), \"lang\": \"german\"}",
                    "{\"text\": \"\(openings[label]) und mehr\(ending)\", \"label\": \(label), \"lang\": \"german\"}",
                ]
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Three ways of speaking about three things; every fourth text is of the part that is held out.
    static var corpus: String {
        let openings = [
            ["The soup was awful", "I hate this", "Never again, rude staff", "Cold, late and wrong"],
            [
                "The office opens at nine", "Menu for Tuesday", "Road closed at the bridge",
                "Minutes of the meeting",
            ],
            ["The soup was wonderful", "I love this", "Thank you, kind staff", "Warm, quick and right"],
        ]
        let endings = ["", " today", " at the harbour", " in Ghent", " said Anna", ", see page 4"]
        var lines = ""
        var number = 0
        for ending in endings {
            for position in 0..<4 {
                for label in 0..<3 {
                    let source = (number + number / 12) % 4 == 3 ? "2016test" : "2013train"
                    lines +=
                        "{\"text\": \"\(openings[label][position])\(ending)\", \"label\": \(label), \"src\": \"\(source)\"}\n"
                    number += 1
                }
            }
        }
        return lines
    }
}
