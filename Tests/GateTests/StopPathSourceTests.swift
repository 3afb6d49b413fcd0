import Glibc
import Testing

@testable import Gate

@Suite("Signals and sentinels", .timeLimit(.minutes(1)))
struct StopPathSourceTests {
    @Test("SIGUSR1 stops everything and says who sent it; SIGTERM and SIGHUP are passed on")
    func signals() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        pthread_kill(running.thread, SIGUSR1)
        let notice = try #require(running.nextNotice())
        #expect(notice.record.scopes.coversAll && notice.record.actor.origin == .signal)
        #expect(notice.record.actor.pid == getpid() && notice.record.actor.uid == getuid())
        pthread_kill(running.thread, SIGHUP)
        #expect(running.nextSignal() == .reload)
        pthread_kill(running.thread, SIGTERM)
        #expect(running.nextSignal() == .terminate)
        pthread_kill(running.thread, SIGINT)
        #expect(running.nextSignal() == .terminate)
    }

    @Test("A sentinel that lies there at start is in force before the log has been read")
    func presentAtStart() throws {
        let folder = TemporaryDirectory()
        TemporaryDirectory.write("pressed while down\n", to: folder.makeDirectory("sentinel") + "/stop")
        let running = try RunningStopPath(folder: folder, isOpen: false)
        defer { running.end() }
        #expect(running.gate.engagedStops().map { $0.reason.string } == ["pressed while down"])
        running.gate.open(after: .nothingEngaged(epoch: 1))
        #expect(running.gate.decision(for: Facts.post()) == .held(by: running.gate.epoch))
        let notice = try #require(running.nextNotice())
        #expect(notice.record.actor.origin == .sentinel && notice.record.actor.uid == getuid())
        #expect(notice.sentinelDirectory == 1)
    }

    @Test("A sentinel that appears stops once; removed and written again it stops again")
    func appears() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        let file = running.sentinelDirectory + "/stop"
        TemporaryDirectory.write("first", to: file + ".new")
        rename(file + ".new", file)
        let first = try #require(running.nextNotice())
        #expect(first.record.reason.string == "first" && first.record.actor.origin == .sentinel)
        #expect(running.path.removeSentinel(first))
        #expect(access(file, F_OK) != 0)
        TemporaryDirectory.write("", to: file)
        _ = try #require(running.nextNotice())
        // The end of the writing that made it is no second stop: the next notice is of the socket.
        _ = running.call("by hand\n")
        #expect(running.nextNotice()?.record.reason.string == "by hand")
        #expect(running.gate.engagedStops().count == 3)
    }

    @Test("Whatever its kind, a file called stop is a stop; other names are not")
    func kinds() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        TemporaryDirectory.write("", to: running.sentinelDirectory + "/stopp")
        TemporaryDirectory.write("", to: running.sentinelDirectory + "/sto")
        symlink("nowhere", running.sentinelDirectory + "/stop")
        #expect(running.nextNotice()?.record.actor.origin == .sentinel)
        unlink(running.sentinelDirectory + "/stop")
        mkfifo(running.sentinelDirectory + "/stop", 0o600)
        #expect(running.nextNotice()?.record.actor.origin == .sentinel)
        #expect(running.gate.engagedStops().count == 2)
    }

    @Test("A sentinel directory that comes later is watched from the next turn that something wakes")
    func directoryComesLater() throws {
        let running = try RunningStopPath()
        defer { running.end() }
        let late = running.folder.makeDirectory("absent")
        TemporaryDirectory.write("late", to: late + "/stop")
        running.path.probe()
        let notice = try #require(running.nextNotice())
        #expect(notice.record.reason.string == "late" && notice.sentinelDirectory == 0)
        #expect(running.path.health.watchedDirectories == 2)
    }
}
