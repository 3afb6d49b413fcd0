import EventLog
import Glibc
import Testing

@testable import TocsinDaemon

@Suite("The child that reads first")
struct WalkChildTests {
    private static let pageBytes = 4_096
    /// Of LMDB's page header: 8 bytes of number, 2 of padding, 2 of flags, 2 and 2 of the free space's bounds.
    private enum Page {
        static let flags = 10
        static let lower = 12
        static let upper = 14
        static let pointers = 16
        static let branch: UInt16 = 1
        static let leaf: UInt16 = 2
    }

    private struct Folder: ~Copyable {
        let path: String

        init() throws {
            var template = Array("/tmp/tocsin-walk-XXXXXX".utf8CString)
            try #require(mkdtemp(&template) != nil)
            path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        deinit {
            for name in ["data.mdb", "lock.mdb", "writer.lock"] { unlink("\(path)/\(name)") }
            rmdir(path)
        }
    }

    private static func makeLog(_ directory: String, commits: Int) throws {
        let log = try EventLog.open(
            directory: directory, options: EventLogOptions(reserveBytes: 0), clock: .system())
        var batch = log.makeBatch()
        for number in 0..<commits {
            var payload = PayloadWriter()
            payload.text("a post of some length, so that pages fill: \(number)")
            _ = try batch.append(
                Envelope(kind: 1, schemaVersion: 1, at: 1, actor: .init(kind: 1, name: "ana")), payload)
            try log.append(&batch)
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        try #require(fread(&bytes, 1, bytes.count, file) == bytes.count)
        return bytes
    }

    private static func write(_ bytes: [UInt8], _ path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    private static let program: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let own = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "/" + own.split(separator: "/").dropLast().joined(separator: "/") + "/tocsind"
    }()

    @Test("A sound log is read to its end, and a part of it")
    func sound() throws {
        let folder = try Folder()
        try Self.makeLog(folder.path, commits: 300)
        let child = WalkChild(program: Self.program)
        #expect(child.run(directory: folder.path) == .sound(events: 300, lastSequence: 300))
        #expect(child.run(directory: folder.path, from: 10, to: 20) == .sound(events: 11, lastSequence: 20))
    }

    @Test("A damaged block is named")
    func damagedBlock() throws {
        let folder = try Folder()
        try Self.makeLog(folder.path, commits: 300)
        let path = folder.path + "/data.mdb"
        var data = try Self.bytes(path)
        let text = Array("some length, so that pages fill: 200".utf8)
        for start in 0..<data.count - text.count where data[start..<start + text.count].elementsEqual(text) {
            data[start] ^= 1
        }
        try Self.write(data, path)
        let finding = WalkChild(program: Self.program).run(directory: folder.path)
        guard case .damaged(let code, let sequence, _, _) = finding else {
            Issue.record("\(finding)")
            return
        }
        #expect(code == "damaged" && sequence == 201)
    }

    @Test("Damage to LMDB's own pages ends the child, and the parent names the range")
    func damagedPages() throws {
        let folder = try Folder()
        try Self.makeLog(folder.path, commits: 6_000)
        let path = folder.path + "/data.mdb"
        let sound = try Self.bytes(path)
        let child = WalkChild(program: Self.program)
        var died = 0
        var damaged = 0
        let pages = (2..<sound.count / Self.pageBytes).filter { page in
            let flags = Self.number(sound, at: page * Self.pageBytes + Page.flags)
            return flags == Page.leaf || flags == Page.branch
        }
        try #require(pages.count > 100)
        for (index, page) in pages.enumerated() where index % (pages.count / 16) == 3 {
            for kind in 0..<4 {
                var data = sound
                let start = page * Self.pageBytes
                switch kind {
                case 0: Self.set(0, in: &data, at: start + Page.flags)
                case 1:
                    for node in 0..<8 { Self.set(0xFFF0, in: &data, at: start + Page.pointers + 2 * node) }
                case 2: Self.set(0xFFFE, in: &data, at: start + Page.lower)
                default: for byte in 8..<Self.pageBytes { data[start + byte] = 0xFF }
                }
                try Self.write(data, path)
                let finding = child.run(directory: folder.path)
                switch finding {
                case .died(let signal, let range):
                    died += 1
                    #expect([SIGABRT, SIGSEGV, SIGBUS].contains(signal), "\(finding)")
                    #expect(range.first >= 1 && range.first <= 6_000 && range.last == nil)
                case .damaged: damaged += 1
                // A page that a later commit replaced is not read.
                case .sound: break
                case .silent, .unknown: Issue.record("page \(page), kind \(kind): \(finding)")
                }
            }
        }
        #expect(died > 0, "\(damaged) were refused by LMDB itself")
        print("damaged pages: \(died) ended the child, \(damaged) were refused")
    }

    @Test("A program that is silent is ended, one that says nothing of use is not believed")
    func otherChildren() {
        // `true` ends at once, `yes` repeats the words without end.
        let useless = WalkChild(program: "/bin/true").run(directory: "/tmp")
        guard case .unknown = useless else {
            Issue.record("\(useless)")
            return
        }
        let talkative = WalkChild(program: "/usr/bin/yes").run(directory: "/tmp")
        guard case .unknown = talkative else {
            Issue.record("\(talkative)")
            return
        }
        guard case .unknown = WalkChild(program: "/nowhere").run(directory: "/tmp") else {
            Issue.record("started a program that is not there")
            return
        }
    }

    @Test("A program that says nothing is ended")
    func silent() throws {
        let folder = try Folder()
        let script = folder.path + "/data.mdb"
        try Self.write(Array("#!/bin/sh\necho '{\"at\":7}'\nexec sleep 1000\n".utf8), script)
        chmod(script, 0o700)
        let finding = WalkChild(program: script, silenceMilliseconds: 300).run(directory: "/tmp", to: 90)
        #expect(finding == .silent(range: .init(first: 8, last: 90)))
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt16 {
        UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
    }

    private static func set(_ value: UInt16, in bytes: inout [UInt8], at offset: Int) {
        bytes[offset] = UInt8(value & 0xFF)
        bytes[offset + 1] = UInt8(value >> 8)
    }
}
