import Glibc
import LMDB
import Testing

@Suite("The LMDB wrapper")
struct EnvironmentTests {
    private func withDirectory(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/tocsin-lmdb-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for name in ["data.mdb", "lock.mdb"] { unlink("\(path)/\(name)") }
            rmdir(path)
        }
        try body(path)
    }

    private func put(
        _ value: [UInt8],
        for key: UInt64,
        in database: Database,
        of environment: borrowing Environment,
        mode: WriteTransaction.PutMode = .insertOrReplace
    ) throws(LMDBError) {
        try environment.write { transaction throws(LMDBError) in
            try transaction.put(value.span.bytes, for: key, in: database, mode: mode)
            return .commit(())
        }
    }

    private func value(
        of key: UInt64,
        in database: Database,
        of environment: borrowing Environment
    ) throws(LMDBError) -> [UInt8]? {
        try environment.read { transaction throws(LMDBError) in
            guard let value = try transaction.value(of: key, in: database) else { return nil }
            return value.withUnsafeBytes { [UInt8]($0) }
        }
    }

    @Test("What is committed is there after reopening; what is aborted or failed is not")
    func commitAndAbort() throws {
        try withDirectory { path in
            do {
                let environment = try Environment.open(directory: path)
                let database = try environment.openDatabase(keys: .integer)
                try put([1, 2, 3], for: 5, in: database, of: environment)
                let answer = try environment.write { transaction throws(LMDBError) in
                    try transaction.put([9].span.bytes, for: 6, in: database)
                    return .abort("no")
                }
                #expect(answer == "no")
                #expect(throws: LMDBError.self) {
                    try environment.write { transaction throws(LMDBError) -> Ending<Void> in
                        try transaction.put([9].span.bytes, for: 7, in: database)
                        throw LMDBError(code: .other, operation: .put, number: 0)
                    }
                }
            }
            let environment = try Environment.open(directory: path)
            let database = try environment.openDatabase(keys: .integer)
            #expect(try value(of: 5, in: database, of: environment) == [1, 2, 3])
            #expect(try value(of: 6, in: database, of: environment) == nil)
            #expect(try value(of: 7, in: database, of: environment) == nil)
        }
    }

    @Test("A directory is opened once in a process")
    func openedOnce() throws {
        try withDirectory { path in
            let environment = try Environment.open(directory: path)
            do throws(LMDBError) {
                _ = try Environment.open(directory: "\(path)/.")
                Issue.record("opened twice")
            } catch {
                #expect(error.code == .alreadyOpen)
            }
            _ = try environment.extent()
        }
        do {
            _ = try Environment.open(directory: "/tmp/tocsin-no-such-directory")
            Issue.record("opened what is not there")
        } catch {
            #expect(error.code == .missing && error.operation == .open)
        }
    }

    @Test("A cursor walks both ways and finds the next key")
    func cursors() throws {
        try withDirectory { path in
            let environment = try Environment.open(directory: path)
            let database = try environment.openDatabase(keys: .integer)
            for key in [10, 20, 30] as [UInt64] {
                try put([UInt8(key)], for: key, in: database, of: environment, mode: .append)
            }
            do throws(LMDBError) {
                try put([1], for: 15, in: database, of: environment, mode: .append)
                Issue.record("appended in the middle")
            } catch {
                #expect(error.code == .keyExists && error.operation == .put)
            }
            try environment.read { transaction throws(LMDBError) in
                var cursor = try transaction.cursor(over: database)
                var keys: [UInt64?] = []
                while let entry = try cursor.next() { keys.append(entry.integerKey) }
                keys.append(try cursor.seek(11)?.integerKey)
                keys.append(try cursor.previous()?.integerKey)
                keys.append(try cursor.last()?.integerKey)
                keys.append(try cursor.first()?.integerKey)
                keys.append(try cursor.seek(31)?.integerKey)
                #expect(keys == [10, 20, 30, 20, 10, 30, 10, nil])
                #expect(try transaction.entryCount(of: database) == 3)
            }
        }
    }

    @Test("Named databases of a disposable environment keep keys of bytes in their order")
    func namedDatabases() throws {
        try withDirectory { path in
            let environment = try Environment.open(
                directory: path, options: EnvironmentOptions(durability: .disposable, databasesMax: 2))
            let words = try environment.openDatabase(named: "words", keys: .bytes)
            let numbers = try environment.openDatabase(named: "numbers", keys: .integer)
            try environment.write { transaction throws(LMDBError) in
                for word in ["b", "a", "ab"] {
                    try transaction.put(Array(word.utf8).span.bytes, for: Array(word.utf8), in: words)
                }
                try transaction.reserve(3, for: 1, in: numbers) { $0.copyBytes(from: [7, 8, 9]) }
                return .commit(())
            }
            let deleted = try environment.write { transaction throws(LMDBError) in
                let there = try transaction.delete(Array("b".utf8), in: words)
                let missing = try transaction.delete(Array("c".utf8), in: words)
                return .commit([there, missing])
            }
            #expect(deleted == [true, false])
            try environment.read { transaction throws(LMDBError) in
                var cursor = try transaction.cursor(over: words)
                var found: [String] = []
                while let entry = try cursor.next() {
                    found.append(entry.key.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
                }
                #expect(found == ["a", "ab"])
            }
            #expect(try value(of: 1, in: numbers, of: environment) == [7, 8, 9])
        }
    }

    @Test("A full map is refused while putting, not while committing")
    func fullMap() throws {
        try withDirectory { path in
            let environment = try Environment.open(
                directory: path, options: EnvironmentOptions(mapBytes: 1 << 18))
            let database = try environment.openDatabase(keys: .integer)
            do throws(LMDBError) {
                try put(Array(repeating: 1, count: 1 << 18), for: 1, in: database, of: environment)
                Issue.record("put more than the map holds")
            } catch {
                #expect(error.code == .mapFull && error.operation == .put)
            }
            try put([1], for: 1, in: database, of: environment)
        }
    }

    @Test("The tail is filled beyond the last page in use and changes nothing that was committed")
    func tail() throws {
        try withDirectory { path in
            let environment = try Environment.open(directory: path)
            let database = try environment.openDatabase(keys: .integer)
            for key in 1...200 as ClosedRange<UInt64> {
                let bytes = [UInt8](repeating: UInt8(key), count: Int(key) * 40)
                try put(bytes, for: key, in: database, of: environment, mode: .append)
                let extent = try environment.fillTail(to: 1 << 16)
                #expect(extent.tailBytes >= 1 << 16)
                let stored = try value(of: key, in: database, of: environment)
                #expect(stored == bytes)
            }
            for key in 1...200 as ClosedRange<UInt64> {
                let stored = try value(of: key, in: database, of: environment)
                #expect(stored == [UInt8](repeating: UInt8(key), count: Int(key) * 40))
            }
        }
    }

    @Test("Every descriptor of an environment is closed in a program that is executed")
    func closeOnExec() throws {
        try withDirectory { path in
            let environment = try Environment.open(directory: path)
            var found = 0
            for descriptor in Int32(0)..<16_384 {
                var target = [CChar](repeating: 0, count: 256)
                let count = readlink("/proc/self/fd/\(descriptor)", &target, 255)
                guard count > 0 else { continue }
                let name = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
                guard name.hasPrefix(path) else { continue }
                found += 1
                #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0, "\(name)")
            }
            #expect(found >= 3)
            _ = try environment.extent()
        }
    }
}
