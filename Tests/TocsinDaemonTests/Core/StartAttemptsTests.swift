import Glibc
import Testing

@testable import TocsinDaemon

@Suite("Starts that died")
struct StartAttemptsTests {
    @Test("Starts that did not end are counted over every reopening, and an end sets the count back")
    func counted() throws {
        try withTemporaryFolder { folder in
            for died in UInt64(0)..<5 {
                let attempts = StartAttempts(stateDirectory: folder)
                #expect(attempts.count == died)
                #expect(attempts.position == (died == 0 ? 0 : 100 + died - 1))
                attempts.begin()
                attempts.note(100 + died)
            }
            let last = StartAttempts(stateDirectory: folder)
            #expect(last.count == 5 && last.count >= StartAttempts.Limits.beforeSafeMode)
            last.begin()
            last.end()
            #expect(StartAttempts(stateDirectory: folder).count == 0)
        }
    }

    @Test("A process that is killed within a start leaves its count and its place")
    func killed() async throws {
        try await withTemporaryFolder { folder in
            for _ in 0..<3 {
                await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                    let attempts = StartAttempts(stateDirectory: folder)
                    attempts.begin()
                    attempts.note(77)
                    kill(getpid(), SIGKILL)
                }
            }
            let attempts = StartAttempts(stateDirectory: folder)
            #expect(attempts.count == 3 && attempts.position == 77)
        }
    }

    @Test("Where nothing can be written nothing is counted, and a link is not followed")
    func nowhere() throws {
        let none = StartAttempts(stateDirectory: "/absent")
        none.begin()
        none.note(1)
        none.end()
        #expect(none.count == 0 && none.position == 0)
        try withTemporaryFolder { folder in
            try write([1, 2, 3], to: folder + "/victim")
            try #require(symlink(folder + "/victim", folder + "/start-attempts") == 0)
            StartAttempts(stateDirectory: folder).begin()
            #expect(try contents(of: folder + "/victim") == [1, 2, 3])
        }
    }
}
