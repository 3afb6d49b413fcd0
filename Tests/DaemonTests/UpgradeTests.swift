import CrisisModel
import Engine
import EventLog
import Evidence
import TestSupport
import Testing
import Varlink

/// A log that another version wrote: this one goes on where it agrees, and waits for a person where it does not.
@Suite("Upgrade gate")
struct UpgradeTests {
    private static let exitDifferent: Int32 = 10

    /// Some work, then the daemon is down.
    private static func work(_ scope: DaemonScope) async throws {
        let receiver = try await Receiver.start(in: scope.folder)
        try scope.register(at: receiver.url())
        try scope.schedule("later", at: Moment.later)
        try await scope.done("log", "checkpoint")
        #expect(try await scope.terminate() == 0)
    }

    @Test("Another version's log that agrees is gone on with, and the start is recorded")
    func agrees() async throws {
        try await DaemonScope.up { scope in
            let none = try await scope.runToItsEnd(arguments: ["--check-upgrade"])
            #expect(none.status == 0, "beside a running daemon: \(none)")
            try await Self.work(scope)
            do {
                let log = try ClosedLog.open(scope.state + "/log")
                try ClosedLog.append([ClosedLog.opened(version: "0.0.9", in: log)], to: log)
            }
            let check = try await scope.runToItsEnd(arguments: ["--check-upgrade"])
            #expect(check.status == 0 && check.output.contains("SAME"), "\(check)")
            try await scope.start()
            let opened = try scope.events("log.opened")
            #expect(opened.dropLast().last?.payload["version"]?.stringValue == "0.0.9")
            #expect(opened.last?.payload["version"]?.stringValue != "0.0.9")
            #expect(try scope.errorName("org.tocsin.Log.SignCheckpoint") == nil)
            #expect(try await scope.verify().status == 0)
        }
    }

    @Test("A state hash that this version does not come to: it waits, names the event, and goes on when told")
    func stateHash() async throws {
        try await DaemonScope.up { scope in
            try await Self.work(scope)
            let wrong: UInt64
            do {
                let log = try ClosedLog.open(scope.state + "/log")
                try ClosedLog.append([ClosedLog.opened(version: "0.0.9", in: log)], to: log)
                wrong = log.head.lastSequence?.rawValue ?? 0
                let key = try LogKey.loadPrivate(scope.state + "/log-key")
                try ClosedLog.append([ClosedLog.checkpoint(of: log, stateHash: .zero, key: key)], to: log)
            }
            try await Self.waitsAndGoesOn(scope, event: wrong)
        }
    }

    @Test("A decision that no rule made is found the same way")
    func planted() async throws {
        try await DaemonScope.up { scope in
            try await Self.work(scope)
            let planted: UInt64
            do {
                let log = try ClosedLog.open(scope.state + "/log")
                let fired = DetectionFired(
                    rule: RuleID(recorded: "nobodys"), version: 1, windowStart: .zero, windowEnd: .zero,
                    count: 1,
                    authors: 1, threshold: 1, mentions: [], late: false)
                try ClosedLog.append([fired.event], to: log)
                planted = log.head.lastSequence?.rawValue ?? 0
                try ClosedLog.append([ClosedLog.opened(version: "0.0.9", in: log)], to: log)
            }
            try await Self.waitsAndGoesOn(scope, event: planted)
        }
    }

    private static func waitsAndGoesOn(_ scope: DaemonScope, event: UInt64) async throws {
        let check = try await scope.runToItsEnd(arguments: ["--check-upgrade"])
        #expect(check.status == exitDifferent, "\(check)")
        #expect(check.output.contains("DIFFERENT") && check.output.contains("event \(event)"), "\(check)")
        try await scope.start()
        let count = try scope.events().count
        let beside = try await scope.runToItsEnd(arguments: ["--check-upgrade"])
        #expect(beside.status == exitDifferent, "\(beside)")
        let status = try await scope.ctl("status")
        #expect(status.all.contains("event \(event)") && status.all.contains("log migrate"), "\(status)")
        #expect(try scope.status()["publishing"]?.boolValue == false)
        let schedule: JSONValue = [
            "newPost": ["post": "new", "account": "desk", "text": "Hi", "dueAt": .string(Moment.later)]
        ]
        #expect(try scope.errorName("org.tocsin.Post.Schedule", schedule) == "org.tocsin.Service.ReadOnly")
        #expect(try scope.errorName("org.tocsin.Log.SignCheckpoint") == "org.tocsin.Service.ReadOnly")
        #expect(try scope.events().count == count, "nothing was recorded")
        let migrated = try await scope.ctl("log", "migrate", "--reason", "it is meant")
        #expect(migrated.status == 0, "\(migrated)")
        let recorded = try #require(try scope.events("log.migrated").first)
        #expect(recorded.payload["firstDifference"]?.integerValue == Int64(event), "\(recorded)")
        #expect(recorded.payload["reason"]?.stringValue == "it is meant")
        #expect(try await scope.terminate() == 0)
        try await scope.start()
        #expect(try scope.status()["publishing"]?.boolValue == true)
        try scope.schedule("new", at: Moment.later)
        #expect(try scope.errorName("org.tocsin.Log.Migrate", ["reason": "again"]) == "wrong-state")
        let after = try await scope.runToItsEnd(arguments: ["--check-upgrade"])
        #expect(after.status == 0, "declared: \(after)")
        try await scope.restart()
        #expect(try scope.status()["publishing"]?.boolValue == true)
    }

    @Test("A stop is taken, recorded and in force while it waits")
    func stopWhileWaiting() async throws {
        try await DaemonScope.up { scope in
            try await Self.work(scope)
            do {
                let log = try ClosedLog.open(scope.state + "/log")
                try ClosedLog.append([ClosedLog.opened(version: "0.0.9", in: log)], to: log)
                let key = try LogKey.loadPrivate(scope.state + "/log-key")
                try ClosedLog.append([ClosedLog.checkpoint(of: log, stateHash: .zero, key: key)], to: log)
            }
            try await scope.start()
            #expect(try await scope.ctl("stop").status == 0)
            #expect(try await scope.ctl("log", "migrate", "--reason", "it is meant").status == 0)
            try await scope.restart()
            #expect(try scope.engagedEpochs().count == 1)
            #expect(try scope.status()["publishing"]?.boolValue == false)
        }
    }
}
