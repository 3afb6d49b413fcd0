import CrisisModel
import Engine
import Projections
import Testing
import Varlink

@Suite("The state as a document")
struct StateDocumentTests {
    @Test("It has every collection by its keys, times as text and digests in hexadecimal")
    func document() throws {
        let state = Story.told(seed: 2, steps: 200).engine.state
        let json = StateDocument.json(state)
        #expect(json["revision"] == .integer(Int64(State.revision)))
        #expect(json["lastSequence"] == .integer(Int64(state.lastSequence)))
        let live = try #require(json["realms"]?["live"])
        #expect(json["realms"]?["drill 1"] != nil)
        #expect(live["posts"]?.objectValue?.count == state.live.posts.count)
        let post = try #require(state.live.posts.open.values.min { $0.id < $1.id })
        let written = try #require(live["posts"]?[post.id.text])
        #expect(written["text"] == .string(post.text) && written["dueAt"] == .string(post.dueAt.rfc3339))
        #expect(written["textHash"] == .string(post.textHash.description))
        #expect(written["state"] == .string(post.state.rawValue))
        #expect(written["sequence"] == .integer(Int64(post.sequence)))
        #expect(live["accounts"]?["a"]?["registration"]?["handle"] == "@a")
        #expect(live["rules"]?["angry"]?["adopted"]?["threshold"] == 4)
        #expect(live["stops"]?.objectValue?.count == state.live.stops.count)
        #expect(live["alerts"]?.objectValue?.count == state.live.alerts.count)
        #expect(json["settings"]?["releasePersons"] == 2)
    }

    @Test("Two states have the same document exactly when they have the same hash", arguments: UInt64(1)...3)
    func follows(seed: UInt64) throws {
        var state = State()
        for event in Story.told(seed: seed, steps: 80).events {
            let before = state
            state.apply(event)
            #expect(!StateDiff.between(before, state).isEmpty, "seed \(seed)")
        }
        #expect(StateDiff.between(state, try State(canonical: state.canonicalBytes)).isEmpty)
    }

    @Test("A difference names the place, what was and what is, in order")
    func differences() throws {
        let before = Story.told(seed: 2, steps: 200).engine.state
        let post = try #require(before.live.posts.open.keys.min())
        var after = before
        after.lastSequence += 1
        after.live.posts.open[post]?.text = "other"
        after.live.posts.open[post]?.link = "l/~"
        let old = try #require(before.live.posts[post])
        after.live.accounts[AccountID(recorded: "a")] = nil
        after.live.clockHeld.toggle()
        let changes = StateDiff.between(before, after)
        #expect(
            changes.map(\.path) == [
                "/lastSequence", "/realms/live/accounts/a", "/realms/live/clockHeld",
                "/realms/live/posts/\(post)/link", "/realms/live/posts/\(post)/text",
            ])
        #expect(changes[1].before != nil && changes[1].after == nil)
        #expect(changes[3].before == old.link.map { .string($0) } && changes[3].after == "l/~")
        #expect(changes[4].before == .string(old.text) && changes[4].after == "other")
        let back = StateDiff.between(after, before)
        #expect(back.map(\.path) == changes.map(\.path) && back.map(\.before) == changes.map(\.after))
    }

    @Test("Paths are escaped, numbers are in their own order, lists are compared place by place")
    func paths() {
        let before: JSONValue = ["a/b~c": 1, "10": 1, "9": 1, "list": [1, 2]]
        let after: JSONValue = ["a/b~c": 2, "10": 2, "9": 2, "list": [1, 3, 4], "new": ["x": 1]]
        #expect(
            StateDiff.between(before, after).map(\.path)
                == ["/9", "/10", "/a~1b~0c", "/list/1", "/list/2", "/new"])
    }
}
